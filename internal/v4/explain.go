package v4

import (
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// writePlan adds the member "explain".
func (w *writer) writePlan(p *chat.Plan) {
	w.object("explain", true)
	w.text("by", &p.By)
	w.text("conditions", &p.Conditions)
	w.echo("candidates", p.Candidates)
	w.echo("documents", p.Documents)
	w.echo("bytes", p.Bytes)
	w.list("steps", len(p.Steps))
	for i := range p.Steps {
		step := &p.Steps[i]
		w.object("", true)
		w.text("step", &step.Name)
		w.number("ms", new(float64(step.Took/time.Microsecond)/1000))
		w.end('}')
	}
	w.end(']')
	w.list("database", len(p.Database))
	for _, line := range p.Database {
		w.buf = append(appendString(w.buf, line), ',')
	}
	w.end(']')
	w.end('}')
}
