package chat

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/filter"
)

// How much of a chat's texts its passages show. Characters are code points.
const (
	maxPassages   = 5   // more only where a word would have none
	passageLength = 160 // characters
	passageLead   = 40  // of them before the first match, at most
	maxMatch      = 500 // characters of a match, such as a phrase with much between its words
)

// Passage is a part of one of a chat's texts in which a search found words.
type Passage struct {
	Member  string // the text's name in the API; "messages" for a message
	Message int    // which message, counted from 0; -1 for none
	Pieces  []Piece
	// CutBefore and CutAfter tell that the text goes on at that end.
	CutBefore, CutAfter bool
}

// Piece is a part of a passage, one that matches or one that does not.
type Piece struct {
	Text  string
	Match bool
}

// Passages shows where a chat has the words for which a condition finds it. Each
// word and each phrase of every query that the chat satisfies has at least one
// passage; what is excluded has none. Passages stand in the order of the texts and
// do not overlap.
func Passages(where filter.Expr, c *Chat) []Passage {
	sources := wordSources(c)
	marks := make([][]marking, len(sources)) // of each source
	for i, q := range wanted(nil, where, true) {
		addMarks(marks, sources, q, i)
	}
	var all []foundPassage
	for i, s := range sources {
		all = s.passages(all, marks[i])
	}
	return chosen(all)
}

// addMarks adds the marks of query number n to those of each source, if the chat
// satisfies it (filter.HasWords).
func addMarks(marks [][]marking, sources []wordSource, q filter.HasWords, n int) {
	found := make([][]filter.Mark, len(sources))
	seen := map[int]bool{}
	for i, s := range sources {
		if q.Field != FieldKeywords && (q.Field != FieldMessages || s.member != transcriptMember) {
			continue
		}
		if len(q.Query.None) > 0 && len((filter.WordQuery{All: q.Query.None}).Marks(s.text)) > 0 {
			return
		}
		found[i] = q.Query.Marks(s.text)
		for _, m := range found[i] {
			seen[m.Phrase] = true
		}
	}
	if len(seen) < len(q.Query.All) {
		return
	}
	for i := range sources {
		for _, m := range found[i] {
			marks[i] = append(marks[i], marking{m, word{n, m.Phrase}})
		}
	}
}

// wanted lists the words that a condition asks for, not those that it excludes.
func wanted(list []filter.HasWords, e filter.Expr, positive bool) []filter.HasWords {
	switch e := e.(type) {
	case filter.And:
		for _, m := range e {
			list = wanted(list, m, positive)
		}
	case filter.Or:
		for _, m := range e {
			list = wanted(list, m, positive)
		}
	case filter.Not:
		return wanted(list, e.X, !positive)
	case filter.HasWords:
		if positive {
			return append(list, e)
		}
	}
	return list
}

// wordSource is a text that words are looked for in.
type wordSource struct {
	member  string
	message int
	text    string
}

const transcriptMember = "messages"

// wordSources are the texts of FieldKeywords, with their names.
func wordSources(c *Chat) []wordSource {
	sources := make([]wordSource, 0, len(c.Messages)+5)
	for i := range c.Messages {
		sources = append(sources, wordSource{transcriptMember, i, c.Messages[i].Text})
	}
	return append(sources,
		wordSource{"preChatName", -1, c.PreChat.Name},
		wordSource{"preChatEmail", -1, c.PreChat.Email},
		wordSource{"preChatPhone", -1, c.PreChat.Phone},
		wordSource{"preChatCompany", -1, c.PreChat.Company},
		wordSource{"chatWrapup.comment", -1, wrapupComment(c)})
}

// word is a word or phrase of one of the queries.
type word struct{ query, phrase int }

// foundPassage is a passage and the words in it.
type foundPassage struct {
	Passage
	words map[word]bool
}

// marking is a mark and the word that it is of.
type marking struct {
	filter.Mark
	word
}

// passages adds those of one text with its marks.
func (s wordSource) passages(to []foundPassage, marks []marking) []foundPassage {
	slices.SortStableFunc(marks, func(a, b marking) int { return a.Start - b.Start })
	for end := 0; len(marks) > 0; {
		var p foundPassage
		p, end, marks = s.cut(end, marks)
		to = append(to, p)
	}
	return to
}

// cut makes a passage of the first marks, which begins behind what was shown
// before, and gives its end and the marks behind it.
func (s wordSource) cut(shown int, marks []marking) (p foundPassage, end int, rest []marking) {
	first := marks[0]
	start := s.startBefore(max(first.Start, shown), shown)
	most := forward(s.text, start, passageLength)
	if first.End > most {
		most = min(first.End, forward(s.text, first.Start, maxMatch))
	}
	taken := 1
	for taken < len(marks) && marks[taken].End <= most {
		taken++
	}
	last := first.End
	for _, m := range marks[:taken] {
		last = max(last, m.End)
	}
	if taken < len(marks) {
		most = max(min(most, marks[taken].Start), min(last, most))
	}
	end = s.endBehind(min(last, most), most)
	p = foundPassage{s.passage(start, end, marks[:taken]), map[word]bool{}}
	for _, m := range marks[:taken] {
		p.words[m.word] = true
	}
	return p, end, marks[taken:]
}

// startBefore finds where a passage with a match at the given byte begins: at a word
// if there is one near.
func (s wordSource) startBefore(match, shown int) int {
	start := match
	for n := 0; n < passageLead && start > shown; n++ {
		_, size := utf8.DecodeLastRuneInString(s.text[:start])
		start -= size
	}
	if start == shown {
		return start
	}
	if i := strings.IndexFunc(s.text[start:match], unicode.IsSpace); i >= 0 {
		start += i
		for start < match {
			r, size := utf8.DecodeRuneInString(s.text[start:])
			if !unicode.IsSpace(r) {
				break
			}
			start += size
		}
	}
	for start < match {
		r, size := utf8.DecodeRuneInString(s.text[start:])
		if !joins(r) {
			break
		}
		start += size
	}
	return start
}

// endBehind finds where a passage ends that must have all before least, and may go
// on to most: before a space if there is one near.
func (s wordSource) endBehind(least, most int) int {
	if most == len(s.text) {
		return most
	}
	if i := strings.LastIndexFunc(s.text[least:most], unicode.IsSpace); i >= 0 {
		return least + i
	}
	for most > least {
		if r, _ := utf8.DecodeRuneInString(s.text[most:]); !joins(r) {
			break
		}
		_, size := utf8.DecodeLastRuneInString(s.text[least:most])
		most -= size
	}
	return most
}

// joins reports whether a reader sees r together with what stands before it.
func joins(r rune) bool {
	return unicode.IsMark(r) || unicode.Is(unicode.Cf, r) || (0x1F3FB <= r && r <= 0x1F3FF)
}

// forward is up to n characters further on.
func forward(s string, from, n int) int {
	for ; n > 0 && from < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[from:])
		from += size
	}
	return from
}

// passage takes a part of the text apart into what is marked and what is not.
func (s wordSource) passage(start, end int, marks []marking) Passage {
	p := Passage{Member: s.member, Message: s.message, CutBefore: start > 0, CutAfter: end < len(s.text)}
	add := func(to int, match bool) {
		if to = min(to, end); to <= start {
			return
		}
		if last := len(p.Pieces) - 1; last >= 0 && p.Pieces[last].Match == match {
			p.Pieces[last].Text += s.text[start:to]
		} else {
			p.Pieces = append(p.Pieces, Piece{s.text[start:to], match})
		}
		start = to
	}
	for _, m := range marks {
		add(m.Start, false)
		add(m.End, true)
	}
	add(end, false)
	return p
}

// chosen are the passages that show a word for the first time, and the first of the
// others as far as there is room.
func chosen(all []foundPassage) []Passage {
	seen, keep, kept := map[word]bool{}, make([]bool, len(all)), 0
	for i, p := range all {
		for w := range p.words {
			if !seen[w] {
				seen[w], keep[i] = true, true
			}
		}
		if keep[i] {
			kept++
		}
	}
	var list []Passage
	for i, p := range all {
		if !keep[i] {
			if kept >= maxPassages {
				continue
			}
			kept++
		}
		list = append(list, p.Passage)
	}
	return list
}
