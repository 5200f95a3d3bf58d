package chat_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/chat"
)

var terms = chat.DefaultTerms

// walker takes random steps with one chat and keeps what it must come to.
type walker struct {
	r     *chat.Running
	log   []chat.Entry
	now   time.Time
	told  map[string]bool   // transitions that were seen
	table []chat.Transition // that are allowed
}

var (
	visitor = chat.GUID{7}
	sales   = &chat.Department{ID: chat.GUID{5}, Name: "Sales", Overflow: chat.Overflow{ToMessage: true, After: 90}}
	robot   = chat.Person{ID: chat.GUID{8}, Name: "Robbie"}
	agents  = []chat.Person{{ID: chat.GUID{1}, Name: "Ada"}, {ID: chat.GUID{2}, Name: "Bob"}, {ID: chat.GUID{3}, Name: "Cyd"}}
)

var wanted = chat.Chat{GUID: chat.GUID{9}, VisitorID: visitor, PreChat: chat.PreChat{Name: "Vi", TicketID: chat.NoTicket}}

func newWalker() *walker {
	w := &walker{now: at(0), told: map[string]bool{}, table: chat.Transitions()}
	w.r, w.log = chat.Request(wanted, w.now, w.now.Add(time.Hour))
	w.r.Overflow, w.r.WaitsSince = chat.Overflow{To: sales.ID, After: 60}, w.now
	return w
}

// newBotWalker begins with a bot.
func newBotWalker() *walker {
	w := newWalker()
	w.r, w.log = chat.RequestBot(wanted, robot, w.now, w.now.Add(time.Hour))
	return w
}

var aFile = chat.Attachment{Name: "a.pdf", FileKey: "key", Size: 3, ContentType: "application/pdf"}

// step is a command and how it is given; it may be refused.
type step struct {
	command chat.Command
	do      func(*chat.Running) ([]chat.Entry, error)
}

func (w *walker) steps(who chat.Person, text string) []step {
	now := w.now
	no := func(*chat.Running) ([]chat.Entry, error) { return nil, chat.Conflict("not now") }
	expire := func(due bool) func(*chat.Running) ([]chat.Entry, error) {
		if !due {
			return no
		}
		return func(r *chat.Running) ([]chat.Entry, error) { return r.Expire(terms, now) }
	}
	r := w.r
	offerDue := r.Offer.To.ID != (chat.GUID{}) && !now.Before(r.Offer.Until)
	gone := r.State != chat.Ended && !offerDue && !now.Before(r.SeenUntil.Add(terms.VisitorGrace))
	mute := r.State == chat.AtBot && !gone && !r.Turn.Due.IsZero() && !now.Before(r.Turn.Begun.Add(4*terms.BotWithin))
	waited := r.State == chat.Queued && !gone && !now.Before(r.QueuedAt.Add(terms.WaitAtMost))
	idle := (r.State == chat.Active || r.State == chat.AtBot) && !gone && !offerDue && !mute && !now.Before(r.Spoke.Add(terms.IdleAtMost))
	return append(ticketSteps(who, now), []step{
		{chat.DoOffer, func(r *chat.Running) ([]chat.Entry, error) { return r.Propose(who, now.Add(terms.AcceptWithin), now) }},
		{chat.DoAccept, func(r *chat.Running) ([]chat.Entry, error) { return r.Accept(who.ID, now) }},
		{chat.DoRefuse, func(r *chat.Running) ([]chat.Entry, error) { return r.Refuse(who.ID, now) }},
		{chat.DoPass, func(r *chat.Running) ([]chat.Entry, error) { return r.Pass(now) }},
		{chat.DoPost, func(r *chat.Running) ([]chat.Entry, error) { return r.PostByVisitor(text, now) }},
		{chat.DoPost, func(r *chat.Running) ([]chat.Entry, error) { return r.PostByAgent(who, text, now) }},
		{chat.DoNote, func(r *chat.Running) ([]chat.Entry, error) { return r.Note(who, text, now) }},
		{chat.DoFile, func(r *chat.Running) ([]chat.Entry, error) { return r.SendFileByVisitor(aFile, now) }},
		{chat.DoFile, func(r *chat.Running) ([]chat.Entry, error) { return r.SendFileByAgent(who, aFile, now) }},
		{chat.DoNoteFile, func(r *chat.Running) ([]chat.Entry, error) { return r.SendNoteFile(who, aFile, now) }},
		{chat.DoTransfer, func(r *chat.Running) ([]chat.Entry, error) {
			return r.Transfer(r.Holder.ID, who, now.Add(terms.AcceptWithin), now)
		}},
		{chat.DoHandOver, func(r *chat.Running) ([]chat.Entry, error) {
			return r.HandOver(who.ID, sales, now)
		}},
		{chat.DoJoin, func(r *chat.Running) ([]chat.Entry, error) { return r.Join(who, now) }},
		{chat.DoWatch, func(r *chat.Running) ([]chat.Entry, error) { return nil, r.Watch(who) }},
		{chat.DoLeave, func(r *chat.Running) ([]chat.Entry, error) { return r.Leave(who.ID, now) }},
		{chat.DoLose, func(r *chat.Running) ([]chat.Entry, error) { return r.Lose(who.ID, now) }},
		{chat.DoEndByVisitor, func(r *chat.Running) ([]chat.Entry, error) { return r.EndByVisitor(now) }},
		{chat.DoEndByAgent, func(r *chat.Running) ([]chat.Entry, error) { return r.EndByAgent(who, now) }},
		{chat.DoOverflow, func(r *chat.Running) ([]chat.Entry, error) { return r.OverflowTo(sales, []chat.GUID{{6}}, now) }},
		{chat.DoPrompt, func(r *chat.Running) ([]chat.Entry, error) { return r.Prompt(now) }},
		{chat.DoSwitch, func(r *chat.Running) ([]chat.Entry, error) { return r.Switch(12, nil, now) }},
		{chat.DoDecline, func(r *chat.Running) ([]chat.Entry, error) { return r.Decline(now) }},
		{chat.DoWaitOver, expire(waited)},
		{chat.DoIdle, expire(idle)},
		{chat.DoVanish, expire(gone)},
		{chat.DoBotFail, expire(mute)},
		{chat.DoBotFail, func(r *chat.Running) ([]chat.Entry, error) { return r.BotFails(now) }},
		{chat.DoBotWrite, func(r *chat.Running) ([]chat.Entry, error) { return r.BotWrites(text, now) }},
		{chat.DoBotWrite, botTurn(now, chat.BotAnswer{Texts: []string{text}})},
		{chat.DoBotHandOver, botTurn(now, chat.BotAnswer{Then: chat.BotHandsOver})},
		{chat.DoBotEnd, botTurn(now, chat.BotAnswer{Then: chat.BotEnds})},
		{chat.DoAskHuman, func(r *chat.Running) ([]chat.Entry, error) { return r.AskHuman(now) }},
		{chat.DoTakeOver, func(r *chat.Running) ([]chat.Entry, error) { return r.TakeOver(who, now) }},
		{chat.DoUnattended, func(r *chat.Running) ([]chat.Entry, error) { return r.Unattended(now) }},
	}...)
}

// botTurn tells the bot of its turn, if it has one, and has it answered.
func botTurn(now time.Time, a chat.BotAnswer) func(*chat.Running) ([]chat.Entry, error) {
	return func(r *chat.Running) ([]chat.Entry, error) {
		next := r.Clone()
		if !next.Tell(terms, now) {
			return nil, chat.Conflict("no turn is due")
		}
		entries, err := next.BotAnswers(a, now)
		if err == nil {
			*r = *next
		}
		return entries, err
	}
}

// rare are the commands that a walk would end by too early if they came as often as
// the others.
var rare = []chat.Command{chat.DoEndByVisitor, chat.DoEndByAgent, chat.DoDecline, chat.DoBotHandOver, chat.DoBotEnd, chat.DoAskHuman, chat.DoTakeOver, chat.DoBotFail, chat.DoUnattended, chat.DoSwitch}

// take takes one step and compares what came of it with the table; the error says
// what differs.
func (w *walker) take(t *rapid.T) error {
	likely := slices.Clone(agents) // those from whom something can come, more often
	for _, p := range []chat.Person{w.r.Holder, w.r.Offer.To} {
		if p.ID != (chat.GUID{}) {
			likely = append(likely, p, p, p)
		}
	}
	who := rapid.SampledFrom(likely).Draw(t, "who")
	steps := w.steps(who, "hello")
	if rapid.IntRange(0, 3).Draw(t, "in vain") > 0 { // mostly what the chat's state knows
		steps = slices.DeleteFunc(steps, func(s step) bool {
			return !slices.ContainsFunc(w.table, func(t chat.Transition) bool { return t.From == w.r.State && t.Command == s.command })
		})
	}
	if len(steps) == 0 {
		return nil
	}
	s := rapid.SampledFrom(steps).Draw(t, "step")
	if slices.Contains(rare, s.command) && rapid.IntRange(0, 4).Draw(t, "rarely") > 0 {
		return nil
	}
	before, next := w.r, w.r.Clone()
	added, err := s.do(next)
	if err != nil {
		if k := chat.KindOf(err); k != chat.KindConflict && k != chat.KindDenied && k != chat.KindInvalid {
			return fmt.Errorf("%s: %w", s.command, err)
		}
		if !reflect.DeepEqual(before, next) {
			return fmt.Errorf("a refused command (%s) changed the chat:\n%s", s.command, cmp.Diff(before, next))
		}
		return nil
	}
	w.r, w.log = next, append(w.log, added...)
	return w.compare(before, s.command, added)
}

func (w *walker) compare(before *chat.Running, c chat.Command, added []chat.Entry) error {
	var kinds []chat.EntryKind
	for _, e := range added {
		kinds = append(kinds, e.Kind)
	}
	i := slices.IndexFunc(w.table, func(t chat.Transition) bool {
		return t.From == before.State && t.Command == c && t.To == w.r.State && matches(t, kinds)
	})
	if i < 0 {
		return fmt.Errorf("%s leads from %s to %s and adds %v: no transition says so", c, before.State, w.r.State, kinds)
	}
	w.told[fmt.Sprint(w.table[i])] = true
	return w.consistent()
}

// matches lets an agent who only watched leave without a trace, and a chat that was
// taken back from nobody be accepted without a transfer.
func matches(t chat.Transition, kinds []chat.EntryKind) bool {
	return slices.Equal(t.Adds, kinds) || (t.Command == chat.DoLeave && len(kinds) == 0)
}

// consistent holds the chat to what must be true in every state.
func (w *walker) consistent() error {
	r := w.r
	for i, e := range w.log {
		if e.Seq != int64(i+1) {
			return fmt.Errorf("entry %d has the number %d", i+1, e.Seq)
		}
	}
	none := chat.Person{}
	switch {
	case r.LastSeq != int64(len(w.log)):
		return fmt.Errorf("the last number is %d, and there are %d entries", r.LastSeq, len(w.log))
	case r.State == chat.Active && r.Holder == none, (r.State == chat.Queued || r.State == chat.Offered || r.State == chat.AtBot) && r.Holder != none:
		return fmt.Errorf("%s is held by %v", r.State, r.Holder)
	case r.State == chat.Offered && r.Offer.To == none, (r.State == chat.Queued || r.State == chat.Ended || r.State == chat.AtBot) && r.Offer.To != none:
		return fmt.Errorf("%s is offered to %v", r.State, r.Offer.To)
	case r.State != chat.AtBot && !r.Turn.Due.IsZero():
		return fmt.Errorf("%s, and the bot has a turn", r.State)
	case r.State == chat.AtBot && r.Turn.Heard > r.Turn.After && r.Turn.Due.IsZero():
		return fmt.Errorf("the bot has not answered entry %d, and has no turn", r.Turn.Heard)
	case r.Deadline(terms).IsZero():
		return fmt.Errorf("%s has no deadline", r.State)
	case r.State == chat.Ended:
		return w.consistentRecord()
	}
	return nil
}

func (w *walker) consistentRecord() error {
	c := w.r.Record(w.log)
	held, count := false, map[chat.Action]int64{}
	for _, m := range c.Messages {
		count[m.Action]++
		held = held || m.Action == chat.AgentAcceptChat
	}
	last := c.Messages[len(c.Messages)-1].Action
	if w.log[len(w.log)-1].Kind == chat.EntryTicketMissed {
		last = c.Messages[len(c.Messages)-2].Action // the note comes after the end
	}
	byAgents := 0
	for _, a := range c.Agents {
		if a.BotID == (chat.GUID{}) {
			byAgents++
		}
		if a.EndTime.IsZero() || a.EndTime.Before(a.StartTime) {
			return fmt.Errorf("agent %v took part from %v to %v", a.AgentID, a.StartTime, a.EndTime)
		}
	}
	if wrong := w.botInRecord(c, held, count); wrong != nil {
		return wrong
	}
	switch {
	case (c.Status == chat.Normal) != (held || c.Type == chat.ChatBotOnly):
		return fmt.Errorf("the status is %s, and accepted: %v", c.Status, held)
	case c.GivenUp() && (byAgents > 0 || !c.StartTime.Equal(c.RequestedTime)):
		return fmt.Errorf("a chat that was given up began at %v and had the agents %v", c.StartTime, c.Agents)
	case count[chat.SystemEndChat] != 1 || last != chat.SystemEndChat:
		return fmt.Errorf("the chat ended %d times", count[chat.SystemEndChat])
	case int64(len(c.Attachments)) != count[chat.VisitorSendFile]+count[chat.AgentSendFile]+count[chat.AgentSendNoteFile]:
		return fmt.Errorf("%d attachments, and in the transcript: %v", len(c.Attachments), count)
	case c.VisitorMessages != count[chat.VisitorAddText]+count[chat.VisitorSendFile] || c.AgentMessages != count[chat.AgentSendText]:
		return fmt.Errorf("the figures %+v, and in the transcript: %v", c.Figures, count)
	case int64(byAgents) != count[chat.AgentAcceptChat]+count[chat.AgentAcceptTransferred]:
		return fmt.Errorf("%d agents took part, and in the transcript: %v", byAgents, count)
	case (c.Status == chat.SwitchedToMessage) != (!held && c.OfflineMessageID > 0):
		return fmt.Errorf("the status is %s, accepted: %v, and the message left is %d", c.Status, held, c.OfflineMessageID)
	case int64(len(c.TransferLog)) != count[chat.AgentTransferChat]+count[chat.AgentTransferToDepartment]+count[chat.SystemTransferToDepartment]:
		return fmt.Errorf("%d transfers, and in the transcript: %v", len(c.TransferLog), count)
	}
	return nil
}

// due does what is due, on a floor where nobody is.
func (w *walker) due() ([]chat.Entry, error) {
	added, err := w.r.Expire(terms, w.now)
	if err != nil || w.r.State != chat.Queued {
		return added, err
	}
	moves, err := (&chat.Floor{Terms: terms, Waiting: []*chat.Running{w.r}}).Route(w.now)
	for _, m := range moves {
		added = append(added, m.Entries...)
	}
	return added, err
}

// botInRecord holds what the record says of its bot to what has happened.
func (w *walker) botInRecord(c *chat.Chat, held bool, count map[chat.Action]int64) error {
	if w.r.Bot.ID == (chat.GUID{}) {
		if c.Type != chat.AgentOnly || c.BotDuration != 0 || len(c.Bots)+len(c.BotIDs()) > 0 || count[chat.ChatBotSendText] > 0 {
			return fmt.Errorf("a chat without a bot is %s with %v of %v", c.Type, c.BotDuration, c.BotIDs())
		}
		return nil
	}
	want := chat.ChatBotOnly
	if count[chat.BotHandOver] > 0 {
		want = chat.FromBotToAgent
	}
	if c.Status == chat.SwitchedToMessage {
		want = chat.FromBotToOfflineForm
	}
	bot := c.Agents[0]
	switch {
	case c.Type != want || (want == chat.ChatBotOnly && held):
		return fmt.Errorf("the type is %s after %v", c.Type, count)
	case c.BotID != robot.ID || len(c.Bots) != 1 || bot.BotID != robot.ID || !bot.StartTime.Equal(c.RequestedTime):
		return fmt.Errorf("the bot is %v, %v, with %+v", c.BotID, c.Bots, bot)
	case c.Status != chat.Normal && (c.BotDuration != bot.Duration || c.Duration != bot.Duration):
		return fmt.Errorf("a chat that was missed after %v with its bot lasted %v, %v of them with it", bot.Duration, c.Duration, c.BotDuration)
	case c.Type == chat.ChatBotOnly && (c.AgentDuration != 0 || c.BotDuration != c.Duration):
		return fmt.Errorf("the figures of a bot's chat are %+v", c.Figures)
	case c.Status == chat.Normal && (c.Duration < c.BotDuration+c.AgentDuration || (bot.Duration > 0 && c.BotDuration != bot.Duration)):
		return fmt.Errorf("the durations do not add up: %+v", c.Figures)
	}
	return nil
}

// walk lets some time pass between the steps, and more of it than any deadline at
// the end, after which the chat must have ended.
func (w *walker) walk(t *rapid.T) error {
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		w.now = w.now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 1, 1, 5, 20, 40, 700, 1000}).Draw(t, "seconds")) * time.Second)
		if err := w.take(t); err != nil {
			return err
		}
	}
	for range 10 {
		if w.r.State == chat.Ended {
			if w.now = w.r.Deadline(terms); !w.r.Forgettable(terms, w.now) || w.r.Forgettable(terms, w.now.Add(-1)) {
				return fmt.Errorf("the chat is not forgotten at its deadline")
			}
			w.told[fmt.Sprint(w.table[len(w.table)-1])] = true
			return nil
		}
		if w.now.Before(w.r.Deadline(terms)) {
			w.now = w.r.Deadline(terms)
		}
		added, err := w.due()
		if err != nil {
			return fmt.Errorf("at the deadline: %w", err)
		}
		w.log = append(w.log, added...)
		if len(added) == 0 && !w.now.Before(w.r.Deadline(terms)) {
			return fmt.Errorf("%s is stuck: nothing comes of its deadline", w.r.State)
		}
	}
	return fmt.Errorf("%s does not end", w.r.State)
}

func TestAChatWalksAtRandomAndKeepsToItsTransitions(t *testing.T) {
	t.Parallel()
	told := map[string]bool{fmt.Sprint(chat.Transitions()[0]): true, fmt.Sprint(chat.Transitions()[1]): true} // the walkers begin with them
	missed := func() (rows []chat.Transition) {
		return slices.DeleteFunc(chat.Transitions(), func(tr chat.Transition) bool { return told[fmt.Sprint(tr)] })
	}
	const most = 10 // rounds, since some rows are rarely come by
	for n := 0; n < most && (n == 0 || len(missed()) > 0); n++ {
		rapid.Check(t, func(t *rapid.T) { walkALot(t, told) })
	}
	for _, tr := range missed() {
		t.Errorf("no walk came by %v", tr)
	}
}

// walkALot walks many times, and notes which transitions were come by.
func walkALot(t *rapid.T, told map[string]bool) {
	for range 60 {
		w := newWalker()
		if rapid.Bool().Draw(t, "with a bot") {
			w = newBotWalker()
		}
		if err := w.walk(t); err != nil {
			t.Fatal(err)
		}
		for k := range w.told {
			told[k] = true
		}
	}
}

// TestTheWalkSeesAWrongTransition is its control: with any one row wrong, some walk
// must fail.
func TestTheWalkSeesAWrongTransition(t *testing.T) {
	t.Parallel()
	wrong := newWalker()
	wrong.table = slices.DeleteFunc(slices.Clone(wrong.table), func(t chat.Transition) bool { return t.Command == chat.DoOffer })
	next := wrong.r.Clone()
	added, err := next.Propose(agents[0], wrong.now.Add(time.Minute), wrong.now)
	if err != nil {
		t.Fatal(err)
	}
	before := wrong.r
	wrong.r, wrong.log = next, append(wrong.log, added...)
	if err := wrong.compare(before, chat.DoOffer, added); err == nil {
		t.Error("a step that no transition allows was not seen")
	}
	gap := newWalker()
	gap.log[0].Seq = 2
	if err := gap.consistent(); err == nil {
		t.Error("a gap was not seen")
	}
}

func TestAVisitorSeesNoNotesAndNoGaps(t *testing.T) {
	t.Parallel()
	e := chat.Entry{Seq: 3, Kind: chat.EntryNote, By: agents[0].ID, Line: chat.Message{Text: "secret"}, Stamp: chat.Stamp{Client: "x"}}
	if diff := cmp.Diff(chat.Entry{Seq: 3, Kind: chat.EntryWithheld}, e.ForVisitor()); diff != "" {
		t.Error(diff)
	}
	e.Kind = chat.EntryText
	if diff := cmp.Diff(e, e.ForVisitor()); diff != "" {
		t.Error(diff)
	}
}

func TestTextsHaveTheirLimits(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"": false, "x": true, strings.Repeat("ж", chat.MaxText): true, strings.Repeat("x", chat.MaxText+1): false, "\xff": false,
	} {
		_, err := newWalker().r.PostByVisitor(text, at(1))
		if (err == nil) != fine {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
}
