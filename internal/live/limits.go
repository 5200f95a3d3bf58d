package live

import "time"

// Limits bound what one connection, visitor, agent or address may ask for. The zero
// value of a member stands for its default.
type Limits struct {
	VisitorFrame int64 // bytes
	AgentFrame   int64

	VisitorRate  float64 // commands a minute
	VisitorBurst int
	AgentRate    float64
	AgentBurst   int

	PerVisitor int // connections at a time
	PerAgent   int
	PerAddress int     // but for those of this machine, where a proxy is
	Handshakes int     // a second
	FrontRate  float64 // requests of an address for campaigns, a second

	Authenticate time.Duration // until the first frame
	Write        time.Duration // until a client has taken a frame
	Ping         time.Duration // between two pings
	Pong         time.Duration // until a ping is answered
	Answers      int           // that wait to be written
	AnswerBytes  int           // of all of them
	News         time.Duration // between two looks at who is there
	Authority    time.Duration // between two looks at an agent's token
}

// DefaultLimits are those of docs/live.md.
var DefaultLimits = Limits{
	VisitorFrame: 16 << 10, AgentFrame: 64 << 10,
	VisitorRate: 60, VisitorBurst: 10, AgentRate: 300, AgentBurst: 50,
	PerVisitor: 5, PerAgent: 10, PerAddress: 50, Handshakes: 200, FrontRate: 10,
	Authenticate: 10 * time.Second, Write: 10 * time.Second,
	Ping: 25 * time.Second, Pong: 10 * time.Second,
	Answers: 256, AnswerBytes: 1 << 20, News: time.Second,
	Authority: 3 * time.Second,
}

func (l Limits) filled() Limits {
	d := DefaultLimits
	fill(&l.VisitorFrame, d.VisitorFrame)
	fill(&l.AgentFrame, d.AgentFrame)
	fill(&l.VisitorRate, d.VisitorRate)
	fill(&l.VisitorBurst, d.VisitorBurst)
	fill(&l.AgentRate, d.AgentRate)
	fill(&l.AgentBurst, d.AgentBurst)
	fill(&l.PerVisitor, d.PerVisitor)
	fill(&l.PerAgent, d.PerAgent)
	fill(&l.PerAddress, d.PerAddress)
	fill(&l.Handshakes, d.Handshakes)
	fill(&l.FrontRate, d.FrontRate)
	fill(&l.Authenticate, d.Authenticate)
	fill(&l.Write, d.Write)
	fill(&l.Ping, d.Ping)
	fill(&l.Pong, d.Pong)
	fill(&l.Answers, d.Answers)
	fill(&l.AnswerBytes, d.AnswerBytes)
	fill(&l.News, d.News)
	fill(&l.Authority, d.Authority)
	return l
}

func fill[T comparable](member *T, otherwise T) {
	var zero T
	if *member == zero {
		*member = otherwise
	}
}

// The close codes of the protocol.
const (
	closePolicy  = 1008 // a rule was broken; the reason says which
	closeTooBig  = 1009
	closeBroken  = 1011 // our fault
	closeRestart = 1012 // the server ends; come again
	closeBusy    = 1013 // too many connections
	closeSlow    = 4008 // the client did not take what was sent; it can resume
)

// restartReason tells clients when to come again, in seconds.
const restartReason = "reconnectIn=2"
