package live_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

func TestTheButtonSpeaksThePagesLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, quickNews, func(o *live.Options, _ *chat.Terms) {
		o.Buttons = map[string]live.Button{
			"en": {"Chat", "Write"}, "de": {"Fragen", "Schreiben"}, "pt": {"Falar", "Escrever"},
			"pt-br": {"Papo", "Recado"}, "no": {"Prat", "Skriv"}, "he": {"shalom", "lichtov"},
		}
	})
	c := &chat.Campaign{ID: uuid.New(), Name: "Shop", Language: "de", Texts: []chat.Wording{
		{Language: "fr", Texts: []chat.OwnText{{Key: "button.online", Text: "Coucou"}}},
		{Language: "en", Texts: []chat.OwnText{{Key: "button.offline", Text: "Mail us"}}},
	}}
	w.put(t, c)
	for language, want := range map[string]live.Button{
		"en":    {"Chat", "Mail us"},
		"en-GB": {"Chat", "Mail us"},
		"pt":    {"Falar", "Escrever"},
		"pt-BR": {"Papo", "Recado"},
		"pt_AO": {"Falar", "Escrever"},
		"nb-NO": {"Prat", "Skriv"},
		"iw":    {"shalom", "lichtov"},
		"fr-CA": {"Coucou", "Schreiben"},
		"tlh":   {"Fragen", "Schreiben"},
		"":      {"Fragen", "Schreiben"},
	} {
		s := w.show(t, fmt.Sprintf("site=%d&campaign=%s&language=%s", site, c.ID, language), "")
		if s.status != http.StatusOK || s.Button != want {
			t.Errorf("%q: the button says %q, want %q", language, s.Button, want)
		}
	}
}
