package live

import (
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// Button is what stands on the widget's button: while the site is open, and else.
type Button [2]string

// buttonKeys are those of the campaign's own texts for it.
var buttonKeys = Button{"button.online", "button.offline"}

// sameLanguages are older and narrower names of languages that there are texts of.
var sameLanguages = map[string]string{"iw": "he", "nb": "no", "nn": "no"}

// buttonOf gives the texts in the first language that has any: the page's, the
// campaign's, English. The campaign's own go before ours.
func (r *Room) buttonOf(c *chat.Campaign, page, campaign string) Button {
	var b Button
	for i, key := range buttonKeys {
		for _, tag := range []string{page, campaign, usualLanguage} {
			if b[i] == "" {
				b[i] = r.buttonText(c, i, key, strings.ToLower(tag))
			}
		}
	}
	return b
}

func (r *Room) buttonText(c *chat.Campaign, i int, key, tag string) string {
	primary, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if same, ok := sameLanguages[primary]; ok {
		primary = same
	}
	for _, t := range []string{tag, primary} {
		if own := ownText(c, t, key); own != "" {
			return own
		}
		if ours := r.Buttons[t][i]; ours != "" {
			return ours
		}
	}
	return ""
}

// ownText is the campaign's own text of a key; "" for none.
func ownText(c *chat.Campaign, language, key string) string {
	if c == nil {
		return ""
	}
	for _, w := range c.Texts {
		if !strings.EqualFold(w.Language, language) {
			continue
		}
		for _, t := range w.Texts {
			if t.Key == key {
				return t.Text
			}
		}
	}
	return ""
}
