package chat

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Look is how the widget of a campaign looks. The zero value stands for DefaultLook.
type Look struct {
	Color    string // such as #2b6cb0
	Position Position
	Theme    Theme
	OffsetX  int64 // from the edge of the page, in pixels
	OffsetY  int64
	IsSilent bool // news makes no sound
}

// DefaultLook is that of a campaign that says nothing of it.
var DefaultLook = Look{Color: "#2b6cb0", OffsetX: 20, OffsetY: 20}

// MaxLookOffset is how many pixels a widget may be away from the edge of the page.
const MaxLookOffset = 500

// Position is the side of the page on which the widget is.
type Position uint8

// The positions of a widget.
const (
	OnTheRight Position = iota
	OnTheLeft
)

var positionWords = words{0: "right", 1: "left"}

// String is the API's word.
func (p Position) String() string { return positionWords.word(uint8(p)) }

// ParsePosition reads a position: its word in any case, or its integer.
func ParsePosition(s string) (Position, error) { return parse[Position](positionWords, "position", s) }

// Theme is whether a widget is light or dark.
type Theme uint8

// The themes of a widget.
const (
	AutoTheme Theme = iota // as the visitor's device is
	LightTheme
	DarkTheme
)

var themeWords = words{0: "auto", 1: "light", 2: "dark"}

// String is the API's word.
func (t Theme) String() string { return themeWords.word(uint8(t)) }

// ParseTheme reads a theme: its word in any case, or its integer.
func ParseTheme(s string) (Theme, error) { return parse[Theme](themeWords, "theme", s) }

// Filled is the look with the defaults in the place of nothing.
func (l Look) Filled() Look {
	if l == (Look{}) {
		return DefaultLook
	}
	return l
}

var colorForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

func (l Look) check() error {
	l = l.Filled()
	for _, o := range []struct {
		name string
		n    int64
	}{{"offsetX", l.OffsetX}, {"offsetY", l.OffsetY}} {
		if o.n < 0 || o.n > MaxLookOffset {
			return Invalid("look.%s: %d pixels: it is from 0 to %d", o.name, o.n, MaxLookOffset)
		}
	}
	if !colorForm.MatchString(l.Color) {
		return Invalid("look.color: %q is not a colour such as #2b6cb0", clip(l.Color))
	}
	return nil
}

// Wording is a campaign's own texts in one language.
type Wording struct {
	Language string // a tag such as pt-BR
	Texts    []OwnText
}

// OwnText takes the place of one of the widget's texts.
type OwnText struct {
	Key  string
	Text string
}

// What a campaign may say in words of its own.
const (
	MaxLanguages = 40
	MaxOwnTexts  = 200 // of a language
	MaxOwnText   = 500 // characters
)

// The forms of languages and of keys. Which there are is the widget's to know.
var (
	languageForm = regexp.MustCompile(`^[A-Za-z]{2,8}(-[0-9A-Za-z]{1,8}){0,4}$`)
	keyForm      = regexp.MustCompile(`^[0-9A-Za-z_-]+(\.[0-9A-Za-z_-]+)*$`)
)

const maxTextKey = 64

func sortWordings(all []Wording) {
	slices.SortStableFunc(all, func(a, b Wording) int { return cmp.Compare(a.Language, b.Language) })
	for _, w := range all {
		slices.SortStableFunc(w.Texts, func(a, b OwnText) int { return cmp.Compare(a.Key, b.Key) })
	}
}

func checkWordings(all []Wording) error {
	if len(all) > MaxLanguages {
		return Invalid("texts: %d languages: at most %d", len(all), MaxLanguages)
	}
	seen := map[string]bool{}
	for _, w := range all {
		tag := strings.ToLower(w.Language)
		switch {
		case !languageForm.MatchString(w.Language):
			return Invalid("texts: %q is not the tag of a language, such as pt-BR", clip(w.Language))
		case seen[tag]:
			return Invalid("texts: the language %q is there twice", w.Language)
		case len(w.Texts) > MaxOwnTexts:
			return Invalid("texts.%s: %d texts: at most %d", w.Language, len(w.Texts), MaxOwnTexts)
		}
		seen[tag] = true
		for _, t := range w.Texts {
			if err := t.check(w.Language); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t OwnText) check(language string) error {
	switch n := utf8.RuneCountInString(t.Text); {
	case len(t.Key) > maxTextKey || !keyForm.MatchString(t.Key):
		return Invalid("texts.%s: %q is not the key of a text, such as button.online", language, clip(t.Key))
	case n > MaxOwnText:
		return Invalid("texts.%s.%s: %d characters: at most %d", language, t.Key, n, MaxOwnText)
	case !utf8.ValidString(t.Text):
		return Invalid("texts.%s.%s: a text is UTF-8", language, t.Key)
	default:
		return nil
	}
}

// MaxOrigins is how many web origins a campaign may allow.
const MaxOrigins = 100

// originForm leaves no room for what would mean something in a header.
var originForm = regexp.MustCompile(`^https?://([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?$`)

const maxOrigin = 300

// checkOrigins refuses what no browser names a page's origin.
func checkOrigins(origins []string) error {
	if len(origins) > MaxOrigins {
		return Invalid("allowedOrigins: %d origins: at most %d", len(origins), MaxOrigins)
	}
	seen := map[string]bool{}
	for i, o := range origins {
		usual := strings.HasPrefix(o, "https:") && strings.HasSuffix(o, ":443") || strings.HasPrefix(o, "http:") && strings.HasSuffix(o, ":80")
		switch {
		case len(o) > maxOrigin || !originForm.MatchString(o) || usual:
			return Invalid("allowedOrigins[%d]: %q is not an origin as browsers write it, such as https://shop.example", i, clip(o))
		case seen[o]:
			return Invalid("allowedOrigins[%d]: %s is there twice", i, o)
		}
		seen[o] = true
	}
	return nil
}

// AllowsOrigin reports whether pages of a web origin may show the campaign.
func (c *Campaign) AllowsOrigin(origin string) bool {
	return c == nil || len(c.AllowedOrigins) == 0 || slices.Contains(c.AllowedOrigins, origin)
}

// MaxChallenge is the most bits that visitors may have to find.
const MaxChallenge = 22

func checkChallenge(bits int64) error {
	if bits < 0 || bits > MaxChallenge {
		return Invalid("requireChallenge: %d bits: it is from 0 to %d", bits, MaxChallenge)
	}
	return nil
}
