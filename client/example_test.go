package client_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/client/api"
)

// A visitor asks for a chat, says hello, and reads until the chat has ended.
func ExampleConnectVisitor() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := greet(ctx); err != nil {
		log.Print(err)
	}
}

func greet(ctx context.Context) error {
	v, err := client.ConnectVisitor(ctx, "https://chat.example.com", 10000, "", client.Options{})
	if err != nil {
		return err
	}
	defer v.Close()
	// Whoever keeps v.Secret() can come back as this visitor.

	asked, err := v.Request(ctx, client.Request{Name: "Vi", Email: "vi@example.com"})
	if client.IsRefused(err, client.NobodyThere) {
		fmt.Println("come again tomorrow")
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := v.Post(ctx, asked.Chat, "hello"); err != nil {
		return err
	}
	for e, err := range v.Events(ctx) {
		if err != nil {
			return err
		}
		switch e := e.(type) {
		case client.Entry:
			fmt.Println(e.SenderName, e.Text)
		case client.ChatState:
			if e.State == client.StateEnded {
				return nil
			}
		}
	}
	return nil
}

// An agent accepts every chat and greets.
func ExampleConnectAgent() {
	if err := serve(context.Background()); err != nil {
		log.Print(err)
	}
}

func serve(ctx context.Context) error {
	a, err := client.ConnectAgent(ctx, "https://chat.example.com", "pk_…", client.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.SetStatus(ctx, client.Online, 5); err != nil {
		return err
	}
	for e, err := range a.Events(ctx) {
		if err != nil {
			return err
		}
		s, ok := e.(client.ChatState)
		if !ok || s.ForAgent == nil || s.ForAgent.Role != client.RoleOffered {
			continue
		}
		if _, err := a.Accept(ctx, s.Chat); err != nil {
			continue // too late: another agent is asked
		}
		if _, err := a.Post(ctx, s.Chat, "Good day! How can I help?"); err != nil {
			return err
		}
	}
	return nil
}

// All chats of a department, however many.
func ExampleAPI_Search() {
	ctx := context.Background()
	records := client.NewAPI("https://chat.example.com", "pk_…", nil)
	search := api.Search{Filters: []api.Filter{
		{Name: "departmentId", Operator: api.FilterOperatorIs, Value: []any{"0f8e7d6c-5b4a-4938-8271-6a5b4c3d2e1f"}},
	}}
	for chat, err := range records.Search(ctx, search, client.SearchOptions{Include: []string{"chatAgent"}, PageSize: 100}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(chat.Id, chat.Status, len(chat.ChatAgents))
	}
}
