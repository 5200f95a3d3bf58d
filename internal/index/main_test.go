package index

import (
	"testing"

	"github.com/parleychat/parley/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
