package filter_test

import (
	"testing"

	"github.com/parleychat/parley/internal/filter"
)

func TestOperatorsAreListedAsTheyAreKnown(t *testing.T) {
	t.Parallel()
	names := filter.OperatorNames()
	for _, name := range names {
		if _, ok := filter.OperatorNamed(name); !ok {
			t.Errorf("there is no operator %s", name)
		}
	}
	if len(names) != filter.OperatorCount {
		t.Errorf("%d operators are listed, and there are %d", len(names), filter.OperatorCount)
	}
}
