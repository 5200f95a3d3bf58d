package chat

import (
	"fmt"
	"strings"
	"testing"
)

func TestACampaignShowsNoMoreThanItsLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of  func(n int) *Campaign
		max int
	}{
		"languages": {func(n int) *Campaign {
			c := &Campaign{Name: "C"}
			for i := range n {
				c.Texts = append(c.Texts, Wording{Language: fmt.Sprintf("de-x%d", i)})
			}
			return c
		}, MaxLanguages},
		"texts of a language": {func(n int) *Campaign {
			w := Wording{Language: "de"}
			for i := range n {
				w.Texts = append(w.Texts, OwnText{Key: fmt.Sprintf("key.%d", i)})
			}
			return &Campaign{Name: "C", Texts: []Wording{w}}
		}, MaxOwnTexts},
		"characters of a text": {func(n int) *Campaign {
			return &Campaign{Name: "C", Texts: []Wording{{"de", []OwnText{{"key", strings.Repeat("ü", n)}}}}}
		}, MaxOwnText},
		"origins": {func(n int) *Campaign {
			c := &Campaign{Name: "C"}
			for i := range n {
				c.AllowedOrigins = append(c.AllowedOrigins, fmt.Sprintf("https://shop%d.example", i))
			}
			return c
		}, MaxOrigins},
		"bits of a challenge": {func(n int) *Campaign { return &Campaign{Name: "C", Challenge: int64(n)} }, MaxChallenge},
	} {
		if err := c.of(c.max).check(); err != nil {
			t.Errorf("%d %s: %v", c.max, name, err)
		}
		if err := c.of(c.max + 1).check(); KindOf(err) != KindInvalid {
			t.Errorf("%d %s: %v", c.max+1, name, err)
		}
	}
}

func TestTheLanguageOfTextsIsThereOnce(t *testing.T) {
	t.Parallel()
	c := &Campaign{Name: "C", Texts: []Wording{{Language: "pt-br"}, {Language: "pt-BR"}}}
	if err := c.check(); KindOf(err) != KindInvalid {
		t.Error(err)
	}
}

func TestOriginsAreThoseThatBrowsersName(t *testing.T) {
	t.Parallel()
	for origin, right := range map[string]bool{
		"https://shop.example": true, "http://localhost:8080": true, "https://[::1]:8443": true, "https://xn--bcher-kva.example": true, "http://shop_1.example:443": true,
		"": false, "null": false, "shop.example": false, "https://": false, "https://Shop.example": false, "https://shop.example/": false,
		"https://shop.example:443": false, "http://shop.example:80": false, "https://shop.example:0": false, "https://a@shop.example": false,
		"https://*.example": false, "https://shop.example https://b.example": false, "https://shop.example;x": false, "https://b\u00fccher.example": false,
		"ftp://shop.example": false, "https://shop..example": false, "https://shop.example\n": false, "https://" + strings.Repeat("a", 300): false,
	} {
		if err := checkOrigins([]string{origin}); (err == nil) != right {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
