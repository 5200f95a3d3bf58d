package v4

import (
	"context"
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// collection is the operations on nouns of one type: each is decode, one call of the
// service, encode. Those whose call is nil do not exist.
type collection[ID, N any] struct {
	path    string // as the specification writes it
	members func(shape, *N)
	id      func(string) (ID, error)
	needs   []string // members that a new noun cannot do without

	// What a caller must be allowed.
	reading, adding, changing, removing chat.Permissions

	// pages reads which page of the list is asked for.
	pages  func(parameters) (page, size int64, err error)
	list   func(ctx context.Context, actor chat.Actor, page, size int64) ([]N, error)
	read   func(context.Context, chat.Actor, ID) (*N, error)
	add    func(context.Context, chat.Actor, *N) (*N, error)
	change func(ctx context.Context, actor chat.Actor, id ID, body *node) (*N, error)
	remove func(context.Context, chat.Actor, ID) error
}

// routes are the rows of the operations that there are.
func (c collection[ID, N]) routes() (rows []route) {
	one := c.path + "/{id}"
	if c.list != nil {
		rows = append(rows, route{get, c.path, c.reading, noBody, false, c.handleList})
	}
	if c.read != nil {
		rows = append(rows, route{get, one, c.reading, noBody, false, c.handleRead})
	}
	if c.add != nil {
		rows = append(rows, route{post, c.path, c.adding, jsonBody, false, c.handleAdd})
	}
	if c.change != nil {
		rows = append(rows, route{put, one, c.changing, jsonBody, false, c.handleChange})
	}
	if c.remove != nil {
		rows = append(rows, route{del, one, c.removing, noBody, false, c.handleRemove})
	}
	return rows
}

// handleList answers a bare array.
func (c collection[ID, N]) handleList(r *http.Request, actor chat.Actor) (answer, error) {
	p, err := parametersOf(r)
	if err != nil {
		return answer{}, err
	}
	page, size, err := c.pages(p)
	if err != nil {
		return answer{}, err
	}
	list, err := c.list(r.Context(), actor, page, size)
	if err != nil {
		return answer{}, err
	}
	return answered(encodeList(list, c.members)), nil
}

func (c collection[ID, N]) handleRead(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := c.id(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	n, err := c.read(r.Context(), actor, id)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(n, c.members)), nil
}

func (c collection[ID, N]) handleAdd(r *http.Request, actor chat.Actor) (answer, error) {
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	for _, name := range c.needs {
		if !body.has(name) {
			return answer{}, errRequired(name)
		}
	}
	n := new(N)
	if c.members(body, n); body.err != nil {
		return answer{}, body.err
	}
	added, err := c.add(r.Context(), actor, n)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, body: encode(added, c.members)}, nil
}

func (c collection[ID, N]) handleChange(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := c.id(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	n, err := c.change(r.Context(), actor, id, body.top().of)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(n, c.members)), nil
}

func (c collection[ID, N]) handleRemove(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := c.id(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return noContent, c.remove(r.Context(), actor, id)
}

// integerID reads the id of what is numbered.
func integerID(what string) func(string) (int64, error) {
	return func(s string) (int64, error) {
		id, ok := parseInteger(s)
		if !ok || id <= 0 {
			return 0, chat.Invalid("%q is not the id of a %s: it is a positive integer", clip(s), what)
		}
		return id, nil
	}
}
