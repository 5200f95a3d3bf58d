package main

import (
	"context"

	"github.com/parleychat/parley/internal/store/storetest"
)

// preparePostgres starts a PostgreSQL. Unlike that of the tests it is durable
// (fsync is on), so that the time of an import means something.
func preparePostgres(context.Context, string) (address, dsn string, stop func() error, err error) {
	server, err := storetest.StartServer("jit=off", "shared_buffers=256MB")
	if err != nil {
		return "", "", nil, err
	}
	return server.Address(), server.Address(), server.Stop, nil
}
