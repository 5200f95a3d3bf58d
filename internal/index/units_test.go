package index

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// sorted draws a set of numbers below n, in order.
func drawNumbers(t *rapid.T, n int) []uint16 {
	dense := rapid.SampledFrom([]int{1, 3, 40, 100}).Draw(t, "percent")
	var list []uint16
	for i := range n {
		if rapid.IntRange(0, 99).Draw(t, "in") < dense {
			list = append(list, uint16(i))
		}
	}
	return list
}

func setOf(n int, list []uint16) set {
	s := newSet(n)
	for _, i := range list {
		s.add(int(i))
	}
	return s
}

func members(s set) (list []uint16) {
	for i := s.next(0); i >= 0; i = s.next(i + 1) {
		list = append(list, uint16(i))
	}
	return list
}

func TestSetsAreSets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "n")
		list := drawNumbers(t, n)
		s := setOf(n, list)
		if got := members(s); !slices.Equal(got, list) || s.count() != len(list) || s.empty() != (len(list) == 0) {
			t.Fatalf("%v became %v", list, got)
		}
		var back []uint16
		for i := s.previous(n - 1); i >= 0; i = s.previous(i - 1) {
			back = append(back, uint16(i))
		}
		slices.Reverse(back)
		if !slices.Equal(back, list) {
			t.Fatalf("backwards %v is %v", list, back)
		}
		i := rapid.IntRange(0, n).Draw(t, "i")
		below, _ := slices.BinarySearch(list, uint16(i))
		if got := s.rank(i, s.sums()); got != below {
			t.Fatalf("%d of %v are below %d, not %d", below, list, i, got)
		}
		from, to := min(i, n/2), max(i, n/2)
		r := newSet(n)
		r.addRange(from, to)
		for k := range n {
			if r.has(k) != (k >= from && k < to) {
				t.Fatalf("the range %d…%d has or lacks %d", from, to, k)
			}
		}
	})
}

func TestPostingsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 7, 8, 9, 64, 300}).Draw(t, "n")
		list := drawNumbers(t, n)
		encoded := appendPosting(nil, list, n)
		p, rest, err := cutPosting(append(encoded, "rest"...), n)
		if err != nil || string(rest) != "rest" {
			t.Fatalf("%v, %q", err, rest)
		}
		s := newSet(n)
		var each []uint16
		if err := p.addTo(s); err != nil || !slices.Equal(members(s), list) {
			t.Fatalf("%v became %v, %v", list, members(s), err)
		}
		if err := p.each(func(i int) { each = append(each, uint16(i)) }); err != nil || !slices.Equal(each, list) {
			t.Fatalf("%v became %v, %v", list, each, err)
		}
	})
}

func TestDamagedPostingsAreErrors(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100).Draw(t, "n")
		raw := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		p, _, err := cutPosting(raw, n)
		if err != nil {
			return
		}
		err = p.each(func(i int) {
			if i < 0 || i >= n {
				t.Fatalf("chat %d of %d", i, n)
			}
		})
		_ = err // that it neither panics nor gives other numbers is all
	})
}

func TestTermsAreOrderedAsTheirValues(t *testing.T) {
	t.Parallel()
	numbers := []float64{math.NaN(), math.Inf(-1), -math.MaxFloat64, -1.5, -1, -math.SmallestNonzeroFloat64, math.Copysign(0, -1), 0, 1e-9, 1, 2, math.MaxFloat64, math.Inf(1)}
	integers := []int64{math.MinInt64, -70000, -1, 0, 1, 255, 256, math.MaxInt64}
	var all [][]filter.Value
	var list []filter.Value
	for _, x := range numbers {
		list = append(list, filter.NumberValue(x))
	}
	all, list = append(all, list), nil
	for _, n := range integers {
		list = append(list, filter.IntValue(n))
	}
	all, list = append(all, list), nil
	for i := range 4 {
		list = append(list, filter.GUIDValue(chat.GUID{byte(i * 80), byte(255 - i)}))
	}
	all = append(all, list, []filter.Value{filter.BoolValue(false), filter.BoolValue(true)})
	for _, values := range all {
		for _, v := range values {
			for _, w := range values {
				if got, want := cmp.Compare(valueTerm(9, v), valueTerm(9, w)), v.Compare(w); got != want {
					t.Errorf("%s and %s compare as %d, their terms as %d", v, w, want, got)
				}
			}
		}
	}
	if valueTerm(9, filter.NumberValue(math.Copysign(0, -1))) != valueTerm(9, filter.NumberValue(0)) {
		t.Error("the two zeros have two terms")
	}
}

func TestAboveIsAboveAllThatBeginSo(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]string{"a": "b", "a\xff": "b", "\xff\xff": "", "": ""} {
		if got := above(prefix); got != want {
			t.Errorf("above %q is %q, want %q", prefix, got, want)
		}
	}
}

func TestColumnsContainWhatTheirTextsContain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("abñ")), 0, 6, -1), 1, 80).Draw(t, "texts")
		c, within := newColumn(len(texts)), newSet(len(texts))
		for i, s := range texts {
			c.add(filter.Fold(s), s)
			if rapid.IntRange(0, 9).Draw(t, "within") < 7 || rapid.IntRange(0, 1).Draw(t, "sparse") == 1 {
				within.add(i)
			}
		}
		part := filter.Fold(rapid.StringOfN(rapid.RuneFrom([]rune("abñ")), 0, 4, -1).Draw(t, "part"))
		got := newSet(len(texts))
		c.contains(part, within, got)
		for i, s := range texts {
			if want := within.has(i) && strings.Contains(filter.Fold(s), part); got.has(i) != want {
				t.Fatalf("%q contains %q: %v (%q)", s, part, got.has(i), texts)
			}
			if c.original(i) != s {
				t.Fatalf("%q came back as %q", s, c.original(i))
			}
		}
	})
}

// madeUp are documents with few words and times, so that they share them.
func madeUp(t *rapid.T, ids []int64) []*document {
	list := make([]*document, len(ids))
	for i, id := range ids {
		word := func() string { return rapid.SampledFrom([]string{"a", "ab", "abc", "b", "ba"}).Draw(t, "word") }
		list[i] = &document{
			id: id, ticks: rapid.Int64Range(0, 5).Draw(t, "ticks"), texts: [...]string{word(), word(), "", "X"},
			words: [3][]string{{word(), word()}, {word()}, {word()}}, values: []string{string([]byte{kindGivenUp})}[:rapid.IntRange(0, 1).Draw(t, "given up")],
		}
	}
	return list
}

// describe writes everything that a part says of its living chats.
func describe(t interface{ Fatal(...any) }, parts ...part) map[int64]string {
	said := map[int64]string{}
	for _, p := range parts {
		lines := make([]strings.Builder, p.n)
		for i := range lines {
			fmt.Fprintf(&lines[i], "at %d", p.ticks[i])
			for k := range p.texts {
				fmt.Fprintf(&lines[i], " %q %q", p.texts[k].text(i), p.texts[k].original(i))
			}
		}
		var last []byte
		err := p.scan("", "", func(term []byte, values posting) error {
			if bytes.Compare(last, term) >= 0 {
				t.Fatal(fmt.Sprintf("the term %q comes after %q", term, last))
			}
			last = append(last[:0], term...)
			return values.each(func(i int) { fmt.Fprintf(&lines[i], " %q", term) })
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, id := range p.ids {
			if i > 0 && p.compare(i, p.ticks[i-1], p.ids[i-1]) <= 0 {
				t.Fatal("chats are out of order")
			}
			if p.find(id) != i {
				t.Fatal(fmt.Sprintf("chat %d is not found", id))
			}
			if p.live.has(i) {
				said[id] = lines[i].String()
			}
		}
	}
	return said
}

func TestMergingKeepsTheLivingAndLeavesNothingOfTheDead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var parts []part
		var left []*document
		id := int64(0)
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			var ids []int64
			for range rapid.IntRange(1, 9).Draw(t, "chats") {
				id++
				ids = append(ids, id*7%64)
			}
			documents := madeUp(t, ids)
			p := part{build(documents), fullSet(len(ids))}
			for _, d := range documents {
				if rapid.IntRange(0, 2).Draw(t, "dies") == 0 {
					p.live.remove(p.find(d.id))
				} else {
					left = append(left, d)
				}
			}
			parts = append(parts, p)
		}
		want := describe(t, parts...)
		merged, _, err := merge(parts)
		if err != nil {
			t.Fatal(err)
		}
		got := describe(t, part{merged, fullSet(merged.n)})
		if fmt.Sprint(got) != fmt.Sprint(want) || merged.n != len(left) {
			t.Fatalf("merged\n%v\ninto\n%v", want, got)
		}
		anew := build(left)
		if !bytes.Equal(anew.meta(), merged.meta()) {
			t.Fatal("the merged segment differs from one made of the living")
		}
	})
}

// TestWalksSkip compares passing over many chats with walking over them.
func TestWalksSkip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := &finding{snap: &snapshot{}, query: chat.Query{Sort: chat.Sort{Descending: rapid.Bool().Draw(t, "descending")}}}
		id, total := int64(0), 0
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			var ids []int64
			for range rapid.IntRange(1, 30).Draw(t, "chats") {
				id++
				ids = append(ids, id)
			}
			seg := build(madeUp(t, ids))
			found := setOf(seg.n, drawNumbers(t, seg.n))
			f.snap.parts = append(f.snap.parts, part{seg, fullSet(seg.n)})
			f.found = append(f.found, exactly(found))
			total += found.count()
		}
		var want []chat.Place
		for w := f.walk(); ; {
			place, ok := w.next()
			if !ok {
				break
			}
			want = append(want, place)
		}
		if len(want) != total || !slices.IsSortedFunc(want, func(a, b chat.Place) int { return f.query.Sort.Compare(a, b) }) {
			t.Fatalf("%d chats are walked over as %v", total, want)
		}
		n := rapid.IntRange(0, total).Draw(t, "n")
		w := f.walk()
		passed := 0
		if total > 0 {
			passed = w.jump(n)
		}
		if passed > n {
			t.Fatalf("passed over %d instead of %d", passed, n)
		}
		for i := passed; i < total; i++ {
			if place, ok := w.next(); !ok || place != want[i] {
				t.Fatalf("after %d of %d comes %v, want %v", i, n, place, want[i])
			}
		}
		if n > 0 {
			w = f.walk()
			w.goPast(want[n-1].Key.Int(), want[n-1].ID)
			if place, ok := w.next(); ok != (n < total) || ok && place != want[n] {
				t.Fatalf("past %v comes %v", want[n-1], place)
			}
		}
	})
}

// TestEveryFieldIsKnownOrLeftToTheDatabase asks for a decision about each new field.
func TestEveryFieldIsKnownOrLeftToTheDatabase(t *testing.T) {
	t.Parallel()
	left := map[string]bool{
		"requestingPageTitle": true, "requestingPageURL": true, "preChatSocialProfileURL": true, "preChatProductService": true,
		"postChatSurvey.ratingComment": true, "chatWrapup.comment": true, "campaign.name": true, "ssoUserId": true,
		"preChatFormField": true, "postChatFormField": true, "wrapupFormField": true, "customVariable": true, "formField": true,
	}
	for _, d := range chat.Fields() {
		_, isText := textColumn(d.Name)
		known := kindOf[d.Name] != 0 || isText || isFullText(d.Field) || d.Field == chat.FieldRequestedTime
		if apart := left[d.Name] || unindexed[d.Name] && d.Field != chat.FieldRequestedTime; known == apart {
			t.Errorf("%s is known: %v, and listed as left apart: %v", d.Name, known, apart)
		}
	}
}
