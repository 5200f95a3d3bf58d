package conform

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// Result is what came of a vector.
type Result struct {
	Vector   Vector
	Failures []Failure
	Created  []string // the addresses of what its requests created
}

// Failure is a step that was not answered as it should be.
type Failure struct {
	Number int // of the step, from 1
	Step   Step
	Answer Answer
	Why    error
}

// Try sends a vector's requests. An error means that the server could not be
// reached at all, or ctx has ended.
func (s *Server) Try(ctx context.Context, v Vector) (Result, error) {
	r := Result{Vector: v}
	for i, step := range v.Steps {
		got, err := s.Ask(ctx, step)
		if err != nil {
			return r, err
		}
		if why := step.Matches(got); why != nil {
			r.Failures = append(r.Failures, Failure{i + 1, step, got, why})
		}
		if at := created(step, got); at != "" {
			r.Created = append(r.Created, at)
		}
	}
	return r, nil
}

// created is the address of what a step created, "" for nothing that has one.
func created(step Step, got Answer) string {
	method, target, err := step.Call()
	var noun struct{ ID json.RawMessage }
	if err != nil || method != http.MethodPost || got.Status != http.StatusCreated || json.Unmarshal(got.Body, &noun) != nil {
		return ""
	}
	id := strings.Trim(string(noun.ID), `"`)
	if id == "" {
		return ""
	}
	path, query, _ := strings.Cut(target, "?")
	if query != "" {
		query = "?" + query
	}
	return strings.TrimSuffix(path, "/") + "/" + id + query
}

// Remove deletes what stands at some addresses, the last first, and returns those
// that are still there. What is gone already is no failure.
func (s *Server) Remove(ctx context.Context, addresses []string) (left []string, err error) {
	for _, at := range slices.Backward(addresses) {
		got, err := s.Ask(ctx, Step{Request: Message{Line: http.MethodDelete + " " + at}})
		if err != nil {
			return left, err
		}
		if got.Status >= 300 && got.Status != http.StatusNotFound {
			left = append(left, at)
		}
	}
	return left, nil
}
