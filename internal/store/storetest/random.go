package storetest

import (
	"math/rand/v2"
	"reflect"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Random makes records in which everything can be set or missing, out of few
// values, so that records share them and filters find them.
type Random struct {
	*rand.Rand
	guids  []chat.GUID
	fields []chat.Declared // that conditions are about
}

// NewRandom makes the same records for the same seed.
func NewRandom(seed uint64) *Random {
	r := &Random{Rand: rand.New(rand.NewPCG(seed, 0)), fields: chat.Fields()}
	for range 6 {
		r.guids = append(r.guids, r.NewGUID())
	}
	return r
}

// Texts are what random texts are taken from: what LIKE, SQL, case folding and
// encodings could stumble over.
func Texts() []string {
	return []string{
		"", " ", "a", "A", "abc", "ABC", "aBc%", "100%", "a_c", `back\slash`, `\%`, "it's", `"quoted"`, "'; DROP TABLE chat; --", "$1", "?",
		"İstanbul", "istanbul", "i̇stanbul", "STRASSE", "Straße", "straße", "É", "é", "e\u0301", "E\u0301", "ﬁnal", "FINAL", "Σίσυφος", "ΣΊΣΥΦΟΣ",
		"日本語", "ไทย", "\u200b", "\U0001F600", "line\nbreak", "nul\x00byte", "bad\xffutf8", "\uFFFD", "1", " 2.0", "-1", "1e999",
	}
}

// Among makes conditions about other fields than those of chats.
func (r *Random) Among(fields []chat.Declared) *Random {
	other := *r
	other.fields = fields
	return &other
}

// OfflineMessage makes an offline message without an id.
func (r *Random) OfflineMessage() chat.OfflineMessage {
	var m chat.OfflineMessage
	r.fill(reflect.ValueOf(&m).Elem())
	m.ID, m.GUID = 0, r.NewGUID()
	return m
}

// Chat makes a chat without an id.
func (r *Random) Chat() *chat.Chat {
	c := &chat.Chat{}
	r.fill(reflect.ValueOf(c).Elem())
	c.ID, c.GUID = 0, r.NewGUID()
	return c
}

// Related makes nouns of every kind for the guids that random chats point to,
// some of them.
func (r *Random) Related() *chat.Related {
	related := &chat.Related{}
	maps := reflect.ValueOf(related).Elem()
	for i := range maps.NumField() {
		m := maps.Field(i)
		m.Set(reflect.MakeMap(m.Type()))
		for _, id := range r.guids {
			if r.Float64() < 0.3 {
				continue
			}
			m.SetMapIndex(reflect.ValueOf(id), r.noun(m.Type().Elem().Elem(), id))
		}
	}
	return related
}

// noun makes a noun that comes beside chats.
func (r *Random) noun(of reflect.Type, id chat.GUID) reflect.Value {
	noun := reflect.New(of)
	r.fill(noun.Elem())
	noun.Elem().FieldByName("ID").Set(reflect.ValueOf(id))
	dropLinks(noun.Interface())
	return noun
}

// dropLinks clears what is not kept with a noun that comes beside chats: who belongs
// to what.
func dropLinks(noun any) {
	switch n := noun.(type) {
	case *chat.Agent:
		n.DepartmentIDs, n.SkillIDs, n.Role, n.Password = nil, nil, 0, ""
	case *chat.Department:
		n.AgentIDs = nil
	case *chat.Bot:
		n.Fresh = false
	case *chat.Webhook:
		n.Fresh = false
	}
}

// Resource fills a resource of any collection, with an id that no other has.
func (r *Random) Resource(into chat.Resource) {
	r.fill(reflect.ValueOf(into).Elem())
	*into.Key() = r.NewGUID()
	dropLinks(into)
	if c, ok := into.(*chat.Category); ok {
		for i := range c.Options {
			c.Options[i].ID = r.NewGUID()
		}
	}
}

// NewGUID makes a guid that no other record has.
func (r *Random) NewGUID() (g chat.GUID) {
	for i := range g {
		g[i] = byte(r.Uint32())
	}
	return g
}

// GUID is one that random chats point to, or the zero guid.
func (r *Random) GUID() chat.GUID {
	if i := r.IntN(len(r.guids) + 3); i < len(r.guids) {
		return r.guids[i]
	}
	return chat.GUID{}
}

// Text is one of Texts.
func (r *Random) Text() string {
	texts := Texts()
	return texts[r.IntN(len(texts))]
}

// Time is one of few instants, or none.
func (r *Random) Time() time.Time {
	if r.IntN(6) == 0 {
		return time.Time{}
	}
	start := time.Date(2021, 4, 27, 7, 50, 28, 753333300, time.UTC)
	return start.Add(time.Duration(r.IntN(12))*time.Hour + time.Duration(r.IntN(3))*100)
}

// Int is mostly small.
func (r *Random) Int() int64 {
	switch r.IntN(8) {
	case 0:
		return -1
	case 1:
		return r.Int64() - 1<<62
	default:
		return r.Int64N(6)
	}
}

// Number is one of few.
func (r *Random) Number() float64 { return float64(r.IntN(8)) / 3 }

func (r *Random) fill(v reflect.Value) {
	switch of := v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(r.Time()))
		return
	case time.Duration:
		v.SetInt(int64(time.Duration(r.IntN(6)) * time.Second))
		return
	case chat.GUID:
		v.Set(reflect.ValueOf(r.GUID()))
		return
	default:
		_ = of
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			r.fill(v.Field(i))
		}
	case reflect.Slice:
		for range max(r.IntN(5)-1, 0) {
			item := reflect.New(v.Type().Elem()).Elem()
			r.fill(item)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			r.fill(v.Elem())
		}
	default:
		r.fillScalar(v)
	}
}

func (r *Random) fillScalar(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(r.Text())
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Uint8:
		v.SetUint(uint64(r.IntN(6)))
	case reflect.Int64:
		v.SetInt(r.Int())
	case reflect.Float64:
		v.SetFloat(r.Number())
	default:
		panic("storetest cannot make up a " + v.Type().String())
	}
}
