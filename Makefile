# Parley. `make` shows what can be made.
.DEFAULT_GOAL := menu
.PHONY: menu run build types test check-live lint fmt fuzz bench bench-1m bench-live bench-slow soak clean
tool := go tool -modfile=tools/go.mod

menu:
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: build ## start the server with a demo site on http://127.0.0.1:8080; the widget is at /demo/
	@mkdir -p tmp && exec ./bin/parley serve -demo -database sqlite:./tmp/demo.db -files ./tmp/demo-files -index ./tmp/demo-index $(ARGS)

build: ## build bin/parley, one static file, with the front end where Node is there
	@scripts/front-end
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/parley ./cmd/parley

types: ## make the TypeScript and Go types of the API from its description
	@scripts/types

test: ## install what the tests need, then run every check and every test
	@scripts/test
lint: ## look for mistakes and for what breaks the rules of the house
	$(tool) golangci-lint run ./... && go test ./internal/house
fmt: ## format the code
	$(tool) gofumpt -w cmd internal bench client web/*.go
fuzz: ## search for inputs that break the parsers, FUZZTIME (30s) each
	@scripts/fuzz
bench: ## measure searches in 100,000 chats against SQL written by hand, on both databases
	@scripts/bench
bench-1m: ## the same in 1,000,000 chats; needs 12 GB of disk for an hour
	@BENCHFLAGS="-chats 1000000 -o bench/results/search-1m.md $(BENCHFLAGS)" scripts/bench
bench-live: ## measure live chat on DATABASE (sqlite, or postgres), beside what the disk and a bare socket can do
	@scripts/bench-live "$(DATABASE)"
bench-slow: ## have 5,000 who never read beside 200 who talk, on DATABASE
	@BENCHFLAGS="-only slow $(BENCHFLAGS)" scripts/bench-live "$(DATABASE)" slow
soak: ## have 200 clients search and delete in 100,000 chats for SECONDS (60), on both databases
	@scripts/soak $(SECONDS)
check-live: ## kill servers 200 times and cut 500 connections for 3 minutes, under load
	@scripts/check-live
clean: ## remove what was built, and the demo site
	rm -rf bin tmp
