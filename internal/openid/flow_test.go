package openid_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openid"
)

func TestTheAnswerBelongsToTheFlowAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine, back := w.begin(t)
	other, _ := w.begin(t)
	finish := func(flow openid.Flow, change func(url.Values)) error {
		answer := url.Values{}
		for name, values := range back {
			answer[name] = values
		}
		change(answer)
		_, err := w.Finish(t.Context(), w.noun, flow, answer)
		return err
	}
	same := func(url.Values) {}
	wantDenied(t, finish(other, same), "does not belong")
	wantDenied(t, finish(openid.Flow{}, same), "too long ago")
	wantDenied(t, finish(mine, func(v url.Values) { v.Set("state", "x") }), "does not belong")
	wantDenied(t, finish(mine, func(v url.Values) { v.Del("state") }), "does not belong")
	wantDenied(t, finish(mine, func(v url.Values) { v.Add("state", v.Get("state")) }), "twice")
	wantDenied(t, finish(mine, func(v url.Values) { v.Del("code") }), "no code")
	wantDenied(t, finish(mine, func(v url.Values) { v.Set("iss", "https://other.example") }), "not from Staff")
	wantDenied(t, finish(mine, func(v url.Values) { v.Set("error", "access_denied"); v.Set("error_description", "not you") }), "access_denied not you")
	elsewhere := *w.noun
	elsewhere.ID = chat.GUID{2}
	_, err := w.Finish(t.Context(), &elsewhere, mine, back)
	wantDenied(t, err, "does not belong")

	w.clock.Add(int64(openid.FlowLife/time.Second) + 1)
	wantDenied(t, finish(mine, same), "too long ago")
	w.clock.Add(-int64(openid.FlowLife/time.Second) - 1)
	if err := finish(mine, func(v url.Values) { v.Set("iss", w.there.URL) }); err != nil {
		t.Errorf("the right answer: %v", err)
	}
	wantDenied(t, finish(mine, same), "invalid_grant") // the provider takes a code once
}

func TestACodeThatWasBegunElsewhereIsNoGood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, stolen := w.begin(t)
	mine, back := w.begin(t)
	back.Set("code", stolen.Get("code"))
	_, err := w.Finish(t.Context(), w.noun, mine, back)
	wantDenied(t, err, "invalid_grant")
}

func TestAFlowThatWasChangedIsAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	flow, back := w.begin(t)
	read, err := openid.ReadFlow(flow.String())
	if err != nil || read.Provider != w.noun.ID || read.Origin != origin || !read.Began(back.Get("state")) {
		t.Fatalf("%+v, %v", read, err)
	}
	parts := strings.Split(flow.String(), ".")
	later := strings.Join([]string{parts[0], parts[1], "1999999999", parts[3], parts[4]}, ".")
	changed, err := openid.ReadFlow(later)
	if err != nil || changed.Began(back.Get("state")) {
		t.Errorf("%v: a flow of another time has the same state", err)
	}
	for _, text := range []string{
		"", "x", "a.b.c.d.e", strings.Join(parts[:4], "."), flow.String() + ".x",
		strings.Join([]string{parts[0], parts[1], parts[2], base64.RawURLEncoding.EncodeToString([]byte("javascript:alert(1)")), parts[4]}, "."),
		strings.Join([]string{"short", parts[1], parts[2], parts[3], parts[4]}, "."),
		strings.Join([]string{parts[0], parts[1], parts[2], parts[3], "*"}, "."),
		flow.String() + base64.RawURLEncoding.EncodeToString(make([]byte, openid.MaxPurpose+1)),
	} {
		_, err := openid.ReadFlow(text)
		wantDenied(t, err, "not begun")
	}
	for _, text := range []string{"", "null", "https://", "ftp://chat.example", origin + "/", origin + "?x", "https://u@chat.example/x"} {
		if _, _, err := w.Begin(t.Context(), w.noun, text, ""); chat.KindOf(err) != chat.KindInvalid || err == nil {
			t.Errorf("from %q: %v", text, err)
		}
	}
}

func TestWhatWasBegunForOnePurposeDoesNotEndForAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	longest := strings.Repeat("p", openid.MaxPurpose)
	to, flow, err := w.Begin(t.Context(), w.noun, origin, longest)
	if err != nil || len(flow.String()) > 3800 || strings.Contains(to, longest) {
		t.Fatalf("%v: a flow of %d bytes", err, len(flow.String()))
	}
	back := w.there.Visit(t, to).Query()
	read, err := openid.ReadFlow(flow.String())
	if err != nil || read.Purpose != longest || !read.Began(back.Get("state")) {
		t.Fatalf("%+v, %v", read, err)
	}
	parts := strings.Split(flow.String(), ".")
	for _, purpose := range []string{"", "another"} {
		changed, err := openid.ReadFlow(strings.Join(append(parts[:4:4], base64.RawURLEncoding.EncodeToString([]byte(purpose))), "."))
		if err != nil || changed.Purpose != purpose || changed.Began(back.Get("state")) {
			t.Errorf("%v: for %q it has the same state", err, purpose)
		}
		_, err = w.Finish(t.Context(), w.noun, changed, back)
		wantDenied(t, err, "does not belong")
	}
	if _, err := w.Finish(t.Context(), w.noun, read, back); err != nil {
		t.Errorf("for its own: %v", err)
	}
	if _, _, err := w.Begin(t.Context(), w.noun, origin, longest+"p"); chat.KindOf(err) != chat.KindInvalid || err == nil {
		t.Errorf("for more than a browser keeps: %v", err)
	}
}
