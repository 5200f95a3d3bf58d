package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/client/api"
)

// API reads and changes the records of a site. It can be used by many at once.
type API struct {
	base, token string
	http        *http.Client
}

// NewAPI makes calls to the server at an address such as https://chat.example.com, with an
// API key or an access token. Without a client they are made by http.DefaultClient.
func NewAPI(base, token string, h *http.Client) *API {
	if h == nil {
		h = http.DefaultClient
	}
	return &API{strings.TrimSuffix(base, "/") + "/v4", token, h}
}

// APIError is the answer to a call that the server has not obeyed.
type APIError struct {
	Status     int
	Answer     api.Error
	RetryAfter time.Duration // 0 when the server does not say
}

// Error is the server's message with the status.
func (e *APIError) Error() string {
	return fmt.Sprintf("%s (%d %s)", e.Answer.Message, e.Status, e.Answer.Error)
}

// IsStatus reports whether an error is an answer with a status.
func IsStatus(err error, status int) bool {
	var e *APIError
	return errors.As(err, &e) && e.Status == status
}

// Do makes any call: in, when it is not nil, is sent as JSON, and the answer is read into
// out when that is not nil. The target is what stands after /v4, such as
// livechat/campaigns. Numbers in an answer that is read into an any are json.Numbers.
func (a *API) Do(ctx context.Context, method, target string, query url.Values, in, out any) (err error) {
	request, err := a.request(ctx, method, target, query, in)
	if err != nil {
		return err
	}
	response, err := a.http.Do(request)
	if err != nil {
		return fmt.Errorf("call %s: %w", target, err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode >= http.StatusBadRequest {
		return errorOf(response)
	}
	if out == nil || response.StatusCode == http.StatusNoContent {
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
	d := json.NewDecoder(response.Body)
	d.UseNumber()
	if err := d.Decode(out); err != nil {
		return fmt.Errorf("read the answer of %s: %w", target, err)
	}
	return nil
}

func (a *API) request(ctx context.Context, method, target string, query url.Values, in any) (*http.Request, error) {
	address := a.base + "/" + strings.TrimPrefix(target, "/")
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("encode the body of %s: %w", target, err)
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", target, err)
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// maxError is how much of an answer that is no error of the API is read.
const maxError = 64 << 10

func errorOf(response *http.Response) error {
	e := &APIError{Status: response.StatusCode}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxError))
	if err != nil || json.Unmarshal(data, &e.Answer) != nil || e.Answer.Message == "" {
		e.Answer.Message = response.Status // not one of ours, such as a proxy's
	}
	if seconds, err := strconv.ParseUint(response.Header.Get("Retry-After"), 10, 20); err == nil {
		e.RetryAfter = time.Duration(seconds) * time.Second
	}
	return e
}

// Chat reads a chat by its integer id or its guid, with its transcript and the parts that
// are named, such as "chatAgent" or "postChatSurvey".
func (a *API) Chat(ctx context.Context, id string, include ...string) (*api.Chat, error) {
	var c api.Chat
	return &c, a.Do(ctx, http.MethodGet, "livechat/chats/"+url.PathEscape(id), including(include), nil, &c)
}

// Delete deletes a chat by its integer id or its guid.
func (a *API) Delete(ctx context.Context, id string) error {
	return a.Do(ctx, http.MethodDelete, "livechat/chats/"+url.PathEscape(id), nil, nil, nil)
}

// DeleteAll deletes chats, all or none.
func (a *API) DeleteAll(ctx context.Context, ids ...string) error {
	return a.Do(ctx, http.MethodPost, "livechat/chats:BatchDelete", nil, ids, nil)
}

func including(parts []string) url.Values {
	if len(parts) == 0 {
		return url.Values{}
	}
	return url.Values{"include": {strings.Join(parts, ",")}}
}

// SearchOptions are what can be left out of a search.
type SearchOptions struct {
	Include  []string // parts, as in Chat
	SortBy   string   // a member of a chat; the newest come first without it
	Order    string   // asc or desc
	PageSize int      // chats that are read at a time
	// GivenUp searches the chats that were missed or refused instead of all others.
	GivenUp bool
}

func (o SearchOptions) query() url.Values {
	q := including(o.Include)
	for name, value := range map[string]string{"sortBy": o.SortBy, "sortOrder": o.Order} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if o.PageSize > 0 {
		q.Set("pageSize", strconv.Itoa(o.PageSize))
	}
	return q
}

// Search gives every chat that a search finds, in its order, page after page. Chats that
// come or go meanwhile move nothing. It ends with the first error.
func (a *API) Search(ctx context.Context, s api.Search, o SearchOptions) iter.Seq2[*api.Chat, error] {
	return func(yield func(*api.Chat, error) bool) {
		cursor := ""
		for {
			s.Cursor = &cursor
			page, err := a.SearchPage(ctx, s, o)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.List {
				if !yield(&page.List[i], nil) {
					return
				}
			}
			if page.NextCursor == nil {
				return
			}
			cursor = *page.NextCursor
		}
	}
}

// SearchPage gives one page of a search, with its total and facets.
func (a *API) SearchPage(ctx context.Context, s api.Search, o SearchOptions) (*api.ChatPage, error) {
	target := "livechat/chats:Search"
	if o.GivenUp {
		target = "livechat/missedAndRefusedChats:Search"
	}
	var page api.ChatPage
	return &page, a.Do(ctx, http.MethodPost, target, o.query(), s, &page)
}

// changesWait is how long the server holds a call that has no change to give.
const changesWait = 25

// Changes gives every change of the site's chats after a position, 0 for the beginning, and
// waits for those that are still to come. It ends with the first error, such as ctx's. The
// number of the last change is the position to go on from.
func (a *API) Changes(ctx context.Context, since int64, include ...string) iter.Seq2[*api.Change, error] {
	return func(yield func(*api.Change, error) bool) {
		for {
			q := including(include)
			q.Set("since", strconv.FormatInt(since, 10))
			q.Set("wait", strconv.Itoa(changesWait))
			var page api.Changes
			if err := a.Do(ctx, http.MethodGet, "livechat/chats:Changes", q, nil, &page); err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Changes {
				if !yield(&page.Changes[i], nil) {
					return
				}
			}
			since = page.Position
		}
	}
}
