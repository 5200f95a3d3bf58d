package main

import (
	"context"
	"fmt"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/v4"
)

// describeCommand prints the description of the API.
type describeCommand struct{}

// Run prints what GET /openapi.json answers.
func (c *describeCommand) Run(_ context.Context, std streams) error {
	description, err := v4.Description(v4.Options{SignIn: &auth.Authenticator{}})
	if err != nil {
		return err
	}
	if _, err := std.out.Write(description); err != nil {
		return fmt.Errorf("print the description: %w", err)
	}
	return nil
}
