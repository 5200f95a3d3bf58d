package chat_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

func TestAnOfflineMessageIsOfNowAndHasIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m, err := w.AddOfflineMessage(t.Context(), w.ada, chat.OfflineMessage{Name: "Kate", Message: "hello"})
	if err != nil || m.ID != 1 || m.GUID == (chat.GUID{}) || !m.CreatedTime.Equal(at(0)) {
		t.Fatalf("got %+v, %v", m, err)
	}
	got, err := w.OfflineMessage(t.Context(), w.ada, chat.ByGUID(m.GUID))
	if diff := cmp.Diff(m, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for name, bad := range map[string]chat.OfflineMessage{
		"nothing said":  {Name: "Kate", Message: " \n"},
		"a negative id": {ID: -1, Message: "x"},
		"a huge id":     {ID: 1 << 60, Message: "x"},
	} {
		if _, err := w.AddOfflineMessage(t.Context(), w.ada, bad); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.DeleteOfflineMessages(t.Context(), w.ada, make([]chat.Ref, chat.MaxBatch+1)); chat.KindOf(err) != chat.KindInvalid {
		t.Errorf("too many at once: %v", err)
	}
	if err := w.DeleteOfflineMessage(t.Context(), w.other, chat.ByID(1)); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("from another site: %v", err)
	}
	page, err := w.SearchOfflineMessages(t.Context(), w.ada, chat.OfflineQuery{Size: 1})
	if err != nil || page.Total != 1 || page.Size != chat.MinPageSize || len(page.Messages) != 1 {
		t.Errorf("what is left: %+v, %v", page, err)
	}
}
