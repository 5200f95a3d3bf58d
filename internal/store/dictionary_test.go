package store

import (
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/dict"
	"github.com/klauspost/compress/zstd"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
)

var (
	train  = flag.Bool("train", false, "make a new dictionary out of made-up chats")
	update = flag.Bool("update", false, "write the golden document of the newest dictionary")
)

// firstDictionaryID is free for private use and takes two bytes of a frame.
const firstDictionaryID = 40000

// TestDictionaryPays compares with and without, on chats that the dictionary was
// not made from.
func TestDictionaryPays(t *testing.T) {
	t.Parallel()
	if *train {
		trainDictionary(t)
		t.Fatal("a new dictionary is there: run the tests again to build with it, then with -update")
	}
	without, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	defer without.close()
	with, plain := demoSize(t, testCodec(t)), demoSize(t, without)
	t.Logf("%d bytes with the dictionary, %d without", with, plain)
	if with*4 > plain*3 {
		t.Errorf("%d bytes with the dictionary, %d without: less than a quarter saved", with, plain)
	}
}

// demoSize is how large the documents of a demo site are.
func demoSize(t *testing.T, k *codec) (size int) {
	t.Helper()
	for c, related := range demo.New(7, demoStart).Chats(1000, 1) {
		doc, err := encode(k, &record{*c, related.Sessions[c.SessionID]}, describeRecord)
		if err != nil {
			t.Fatal(err)
		}
		size += len(doc)
	}
	return size
}

var demoStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// trainDictionary writes the dictionary after the last one.
func trainDictionary(t *testing.T) {
	t.Helper()
	all, err := dictionaries()
	if err != nil {
		t.Fatal(err)
	}
	var samples [][]byte
	for c, related := range demo.New(1000, demoStart).Chats(4000, 1) {
		samples = append(samples, body(&record{*c, related.Sessions[c.SessionID]}, describeRecord))
	}
	number := len(all) + 1
	made, err := dict.BuildZstdDict(samples, dict.Options{
		MaxDictSize: 64 << 10, HashBytes: 6, ZstdDictID: uint32(firstDictionaryID + number), ZstdLevel: packLevel, ZstdDictCompat: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("dictionaries", fmt.Sprintf("%04d.zdict", number)), made, 0o600); err != nil {
		t.Fatal(err)
	}
}

func body[N any](noun *N, describe func(*coder, *N)) []byte {
	c := coder{version: documentVersion}
	describe(&c, noun)
	return c.out
}

// TestDocumentsOfEarlierProgramsAreRead has a document for every dictionary and
// version there has been.
func TestDocumentsOfEarlierProgramsAreRead(t *testing.T) {
	t.Parallel()
	k := testCodec(t)
	all, err := dictionaries()
	if err != nil || len(all) == 0 {
		t.Fatalf("%d dictionaries, %v", len(all), err)
	}
	newest := filepath.Join("testdata", fmt.Sprintf("document-v%d-%04d.hex", documentVersion, len(all)))
	if *update {
		writeGolden(t, k, newest)
	}
	goldens, err := filepath.Glob("testdata/document-v*.hex")
	if err != nil || !slices.Contains(goldens, newest) {
		t.Errorf("there is no %s (%v): make it with -update", newest, err)
	}
	for _, golden := range goldens {
		var version, dictionary int
		if _, err := fmt.Sscanf(filepath.Base(golden), "document-v%d-%d.hex", &version, &dictionary); err != nil {
			t.Fatalf("%s: %v", golden, err)
		}
		text, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		var header zstd.Header
		if err := header.Decode(doc[2:]); err != nil || header.DictionaryID != uint32(firstDictionaryID+dictionary) || doc[0] != byte(version) {
			t.Errorf("%s is of version %d and was packed with dictionary %d, %v", golden, doc[0], header.DictionaryID, err)
		}
		got, err := decode(k, doc, describeRecord)
		if err != nil {
			t.Fatalf("%s: %v", golden, err)
		}
		if diff := cmp.Diff(goldenChat(), &got.Chat); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", golden, diff)
		}
		var session *chat.Session
		if version >= 4 {
			session = goldenSession()
		}
		if diff := cmp.Diff(session, got.session); diff != "" {
			t.Errorf("%s: the session differs (-want +got):\n%s", golden, diff)
		}
	}
}

func writeGolden(t *testing.T, k *codec, path string) {
	t.Helper()
	doc, err := encode(k, &record{*goldenChat(), goldenSession()}, describeRecord)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(hex.EncodeToString(doc)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// goldenSession is that of goldenChat, with a visitor of another chat. It must stay as it is.
func goldenSession() *chat.Session {
	c := goldenChat()
	return &chat.Session{
		ID: c.SessionID, VisitorID: c.GUID, ContactIdentityID: c.ContactIdentityID, IP: "203.0.113.7", ReferrerURL: "https://x.example",
		SearchEngineID: c.SkillID, Keywords: "boots", LandingPageURL: "https://shop.example/", LandingPageTitle: "Shop", StartTime: c.RequestedTime,
		Browser: "Firefox 150", OperatingSystem: "Linux", ScreenResolution: "2560x1440", Language: "es-ES", TimeZone: "-120", Extra: c.Extra,
	}
}

// goldenChat has something in every part. It must stay as it is.
func goldenChat() *chat.Chat {
	at := time.Date(2021, 4, 27, 7, 50, 28, 753333300, time.UTC)
	id := func(n byte) chat.GUID { return chat.GUID{n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, n} }
	rating := int64(5)
	extra := chat.Extra{{Name: "customField", Raw: `{"a":1}`}}
	return &chat.Chat{
		ID: 4875, GUID: id(1), Status: chat.Missed, Source: chat.FromAutoInvitation, Type: chat.FromBotToAgent,
		RequestedTime: at, StartTime: at.Add(time.Second), EndTime: at.Add(11 * time.Minute),
		SessionID: id(2), VisitorID: id(3), ContactIdentityID: id(4), CampaignID: id(5), DepartmentID: id(6), SkillID: id(7), AutoInvitationID: id(8), BotID: id(9),
		OfflineMessageID: 12, PageTitle: "Preview", PageURL: "https://shop.example/preview?campaignId=1",
		PreChat: chat.PreChat{
			Name: "Ann", Email: "ann@example.com", Phone: "+1 555", Company: "Example", ProductService: "Widgets",
			SocialMedia: chat.Facebook, SocialProfile: "https://social.example/ann", TicketID: chat.NoTicket,
		},
		IsQueued: true, AudioChatHappened: true, VideoChatHappened: true,
		Figures: chat.Figures{
			VisitorMessages: 1, AgentMessages: 4, CannedMessages: 2, AvgResponseTime: 6.5, LastMessageBy: chat.ByAgent,
			Duration: 11 * time.Minute, AgentDuration: 10 * time.Minute, BotDuration: time.Minute, WaitingTime: time.Second,
		},
		Messages: []chat.Message{
			{Action: chat.VisitorAddText, Text: "Where is my order?", Sender: chat.ByVisitor, SenderName: "Ann", Time: at, Translated: "¿Dónde?", Extra: extra},
			{Action: chat.AgentSendText, Text: "On its way.", Sender: chat.ByAgent, SenderName: "Maya", Time: at.Add(6 * time.Second), Attachment: "key"},
		},
		Agents:         []chat.ChatAgent{{ID: 1, AgentID: id(10), StartTime: at, EndTime: at.Add(time.Minute), Duration: time.Minute, Extra: extra}, {ID: 2, BotID: id(9)}},
		Bots:           []chat.ChatbotMap{{ID: 1, BotID: id(9), Extra: extra}},
		FieldResults:   []chat.FieldResult{{ID: 1, FormType: chat.WrapUpForm, FieldID: id(11), FieldName: "Reason", Value: "late", URL: "https://x.example", Extra: extra}},
		Wrapup:         &chat.Wrapup{AgentID: id(10), Comment: "Sent again", IsAutoSubmitted: true, LastUpdated: at, CategoriesName: "Orders(late)", Extra: extra},
		Categories:     []chat.WrapupCategory{{ID: 1, OptionID: id(12), Extra: extra}},
		Survey:         &chat.PostChatSurvey{Rating: &rating, Comment: "Thanks", Time: at, Extra: extra},
		SegmentResults: []chat.SegmentResult{{ID: 1, SegmentID: id(13), Extra: extra}},
		Attachments:    []chat.Attachment{{ID: 1, Name: "a.pdf", FileKey: "key", URL: "https://x.example/a", Size: 1234, ContentType: "application/pdf", IsNote: true, Extra: extra}},
		TransferLog:    []chat.TransferLog{{ID: 1, Type: 10, FromDepartment: id(6), ToDepartment: id(14), FromAgent: id(10), ToAgent: id(15), Time: at, Extra: extra}},
		Sentiment:      &chat.SentimentRecord{VeryNegative: 1, Negative: 2, Extra: extra},
		Extra:          extra,
	}
}
