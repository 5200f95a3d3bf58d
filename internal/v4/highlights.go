package v4

import "github.com/parleychat/parley/internal/chat"

// writeHighlights adds the member "highlights" of a chat: passages as lists of
// pieces of plain text, so that nobody counts characters, and nothing is ever HTML.
func (w *writer) writeHighlights(c *chat.Chat, passages []chat.Passage) {
	w.list("highlights", len(passages))
	for i := range passages {
		p := &passages[i]
		w.object("", true)
		w.text("member", &p.Member)
		if p.Message >= 0 {
			w.echo("index", int64(p.Message))
			w.instant("time", &c.Messages[p.Message].Time, wholeSecond)
		}
		w.flag("cutBefore", &p.CutBefore)
		w.flag("cutAfter", &p.CutAfter)
		w.list("pieces", len(p.Pieces))
		for k := range p.Pieces {
			w.object("", true)
			w.text("text", &p.Pieces[k].Text)
			w.flag("match", &p.Pieces[k].Match)
			w.end('}')
		}
		w.end(']')
		w.end('}')
	}
	w.end(']')
}
