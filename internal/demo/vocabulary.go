package demo

import (
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// vocabularySize is how many words of its own a language has beside those of its
// phrases: the long tail that a search index has to carry.
const vocabularySize = 12_000

// vocabulary makes up the words of a language out of its sounds. The common ones
// are short.
func (l *language) vocabulary(d *dice) []string {
	words := make([]string, vocabularySize)
	for i := range words {
		sounds := 2 + d.rank(2)
		if i > len(l.sounds)*len(l.sounds) {
			sounds++
		}
		for range sounds {
			words[i] += pick(d, l.sounds)
		}
	}
	return words
}

// tell puts a few words of the vocabulary behind a phrase, each as often as its
// rank tells.
func (s *scene) tell(phrase string) string {
	l, words := s.person.language, s.site.words[s.person.language]
	s.text = append(s.text[:0], phrase...)
	for i := range s.between(3, 14) {
		if i == 0 || !l.unspaced {
			s.text = append(s.text, ' ')
		}
		s.text = append(s.text, skewed(s.dice, words)...)
	}
	return string(s.text)
}

// Landmark is a line that stands in a known share of all chats, whatever their
// language, for benchmarks that search for a word of it. Neither phrases nor
// vocabularies have that word.
type Landmark struct {
	Word  string
	Share float64 // of all chats
	lines []string
}

var landmarks = []Landmark{
	{"quillback", 0.001, []string{"This is about the Quillback recall."}},
	{"larkspur", 0.04, []string{"The Larkspur sale ends on Sunday.", "There was no sale of Larkspur tents."}},
	{"fennimore", 0.29, []string{"Fennimore covers repairs for two years."}},
}

// Phrase is two words in sequence, in about half of the chats that have the
// Landmark of 4 %.
const Phrase = "larkspur sale"

// The domains of e-mail addresses that benchmarks look for: one of which there
// are a few in ten thousand visitors, and the most common one.
const (
	RareDomain   = "fjordline.example"
	CommonDomain = "mail.example"
)

// Landmarks are those of every site, the rare first.
func Landmarks() []Landmark { return slices.Clone(landmarks) }

// mention adds the landmarks that this chat has. Whoever holds the chat says
// them, else the visitor.
func (s *scene) mention() {
	for i := range landmarks {
		if !s.chance(landmarks[i].Share) {
			continue
		}
		s.pass(2, 20)
		line := pick(s.dice, landmarks[i].lines)
		switch {
		case s.agent != nil:
			s.say(chat.AgentSendText, chat.ByAgent, line).SenderName = s.agent.DisplayName
		case s.bot != nil:
			s.say(chat.ChatBotSendText, chat.ByChatBot, line).SenderName = s.bot.Name
		default:
			s.say(chat.VisitorAddText, chat.ByVisitor, line).SenderName = s.chat.PreChat.Name
		}
	}
}

// mailDomain chooses among a few large providers and a long tail of companies.
func mailDomain(d *dice, companies []string) string {
	switch at := d.Float64(); {
	case at < 0.0005:
		return RareDomain
	case at < 0.35:
		return CommonDomain
	case at < 0.8:
		return pick(d, []string{"example.com", "example.org", "post.example.net"})
	default:
		return skewed(d, companies) + ".example"
	}
}
