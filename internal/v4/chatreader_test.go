package v4

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// numbered is a record with an id.
func numbered(id int) string { return minimal(fmt.Sprintf(`,"id":%d`, id)) }

// readAll describes each item: the id of a chat, or where and why it is none.
func readAll(t *testing.T, input io.Reader) []string {
	t.Helper()
	return itemsOf(t, NewChatReader(input))
}

func itemsOf(t *testing.T, chats *ChatReader) (got []string) {
	t.Helper()
	for i := 1; i < 1000; i++ {
		item, err := chats.Next()
		switch {
		case errors.Is(err, io.EOF):
			return got
		case err != nil:
			return append(got, "error: "+err.Error())
		case item.Index != i:
			t.Errorf("record %d has the index %d", i, item.Index)
		}
		if item.Err != nil {
			got = append(got, fmt.Sprintf("byte %d, line %d: %s", item.Offset, item.Line, item.Err))
		} else {
			got = append(got, fmt.Sprint(item.Chat.ID))
		}
	}
	t.Fatal("the stream does not end")
	return nil
}

func TestChatsAreReadFromEveryForm(t *testing.T) {
	t.Parallel()
	one, two, three := numbered(1), numbered(2), numbered(3)
	for name, c := range map[string]struct {
		input string
		want  []string
	}{
		"nothing":            {"", nil},
		"space":              {" \n\n", nil},
		"one chat":           {one, []string{"1"}},
		"an array":           {"[" + one + ",\n" + two + "]", []string{"1", "2"}},
		"an empty array":     {"[]", nil},
		"an answer":          {`{"total":2,"x":{"list":[]},"List":[` + one + "," + two + `],"pageIndex":0,"y":[1]}`, []string{"1", "2"}},
		"an empty answer":    {`{"list":[]}`, nil},
		"lines":              {one + "\n" + two + "\n\n" + three + "\n", []string{"1", "2", "3"}},
		"lines of all kinds": {one + "\n[" + two + "," + three + "]\n" + two + one + "\n" + `{"x":1,"list":[` + three + "]}\n \n" + one, []string{"1", "2", "3", "2", "1", "3", "1"}},
		"a long line":        {one + "\n" + minimal(`,"id":4,"preChatName":"`+strings.Repeat("x", longestLine)+`"`) + "\n" + two, []string{"1", "4", "2"}},
		"a mark and CRLF":    {"\uFEFF" + one + "\r\n" + two + "\r\n", []string{"1", "2"}},
		"a sequence":         {one + `{"list":[` + two + `]} [` + three + `]` + one, []string{"1", "2", "3", "1"}},
		"pretty":             {strings.ReplaceAll(one+two, ",", ",\n  "), []string{"1", "2"}},
		"a chat with a list": {minimal(`,"id":9,"list":[1]`), []string{"9"}},
		"no chats": {`[` + one + `,{},7,null,` + two + `]`, []string{
			"1", "byte 95, line 1: guid: it is missing, and without it the object is no chat", "byte 98, line 1: a chat is an object, not a number",
			"byte 100, line 1: a chat is an object, not null", "2",
		}},
		"a bad line":       {one + "\n{\"a\":1,,}\n" + two + "\n", []string{"1", "byte 94, line 2: malformed JSON at byte 7: a member's name in quotes should stand here", "2"}},
		"a cut line":       {one + "\n" + two[:20] + "\n" + three, []string{"1", "byte 94, line 2: malformed JSON at byte 20: a string holds the control character 0x0a bare", "3"}},
		"a line without }": {one + "\n{\"a\":1\n" + three, []string{"1", "byte 94, line 2: malformed JSON at byte 7: ',' should stand here", "3"}},
		"commas":           {one + ",\n" + two, []string{"1", "byte 93, line 1: malformed JSON at byte 0: ',' begins no value", "2"}},
		"text":             {"hello\nworld\n" + one, []string{"byte 0, line 1: malformed JSON at byte 0: 'h' begins no value", "1"}},
		"a cut end":        {one + "\n" + two[:50], []string{"1", "byte 94, line 2: the input ends inside a record or a list"}},
		"a broken array":   {"[" + one + ";" + two + "]\n" + three, []string{"1", "byte 94, line 1: malformed JSON at byte 0: ';' begins no value"}},
		"a cut array":      {"[" + one, []string{"1", "byte 94, line 1: the input ends inside a record or a list"}},
		"a broken answer":  {`{"list":[` + one + `}`, []string{"1", "byte 102, line 1: malformed JSON at byte 0: '}' begins no value"}},
		"two lists":        {`{"list":[` + one + `],"list":[]}` + two, []string{"1", "byte 103, line 1: the answer has a second list"}},
		"a stray bracket":  {"]\n" + one, []string{"byte 0, line 1: malformed JSON at byte 0: ']' begins no value", "1"}},
	} {
		for kind, r := range map[string]io.Reader{
			"whole": strings.NewReader(c.input), "byte by byte": iotest.OneByteReader(strings.NewReader(c.input)),
			"end with data": iotest.DataErrReader(strings.NewReader(c.input)),
		} {
			if diff := cmp.Diff(c.want, readAll(t, r)); diff != "" {
				t.Errorf("%s, read %s (-want +got):\n%s", name, kind, diff)
			}
		}
	}
}

func TestAnErrorOfTheInputIsNoRecord(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader(numbered(1)+"\n"+numbered(2)[:30]), iotest.ErrReader(errors.New("the disk is gone")))
	if diff := cmp.Diff([]string{"1", "error: the disk is gone"}, readAll(t, broken)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// endless is an array of n copies of a record.
type endless struct {
	record string
	n      int
	now    *strings.Reader
}

func (e *endless) Read(p []byte) (int, error) {
	for e.now == nil || e.now.Len() == 0 {
		switch {
		case e.now == nil:
			e.now = strings.NewReader(`{"total":1,"list":[` + e.record)
		case e.n < 0:
			return 0, io.EOF
		case e.n == 0:
			e.now = strings.NewReader("]}")
		default:
			e.now = strings.NewReader("," + e.record)
		}
		e.n--
	}
	return e.now.Read(p)
}

func TestALongInputNeedsLittleMemory(t *testing.T) {
	const records = 500
	record := minimal(`,"messages":[{"message":"` + strings.Repeat("word ", 8<<10) + `"}]`)
	chats := NewChatReader(&endless{record: record, n: records})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	for ; ; n++ {
		item, err := chats.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || item.Err != nil {
			t.Fatal(err, item.Err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n != records {
		t.Errorf("%d records, want %d", n, records)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("%d MB of records left %d bytes behind", n*len(record)>>20, grown)
	}
	if len(chats.in.kept) > 1<<20 {
		t.Errorf("%d bytes are kept", len(chats.in.kept))
	}
}

func TestARecordThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	chats := NewChatReader(strings.NewReader("  " + minimal(`,"preChatName":"`+strings.Repeat("x", 10_000)+`"`) + "\n" + numbered(2)))
	if chats.in.most != 64<<20 {
		t.Errorf("the limit is %d bytes", chats.in.most)
	}
	chats.in.most = 5000
	want := []string{"byte 2, line 1: the record is larger than the limit of 5000 bytes", "2"}
	if diff := cmp.Diff(want, itemsOf(t, chats)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
