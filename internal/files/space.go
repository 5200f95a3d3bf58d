//go:build linux || darwin || freebsd

package files

import (
	"fmt"
	"math"
	"syscall"
)

// Free tells how many bytes can still be written to the fullest of the disks that the
// folders are on.
func Free(folders ...string) (int64, error) {
	least := int64(math.MaxInt64)
	for _, folder := range folders {
		var s syscall.Statfs_t
		if err := syscall.Statfs(folder, &s); err != nil {
			return 0, fmt.Errorf("look how much room is left in %s: %w", folder, err)
		}
		least = min(least, int64(s.Bavail)*int64(s.Bsize)) //nolint:unconvert // of other types elsewhere
	}
	return least, nil
}
