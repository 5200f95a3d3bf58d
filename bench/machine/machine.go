// Package machine says what results were measured on.
package machine

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
)

var memTotal = regexp.MustCompile(`MemTotal:\s+(\d+) kB`)

// Name names the cores and, where the system tells it, the memory: "2 cores, 24 GB".
func Name() string {
	text := fmt.Sprintf("%d cores", runtime.NumCPU())
	info, err := os.ReadFile("/proc/meminfo")
	if m := memTotal.FindSubmatch(info); err == nil && m != nil {
		kB, _ := strconv.ParseFloat(string(m[1]), 64)
		text += fmt.Sprintf(", %.0f GB", kB/(1<<20))
	}
	return text
}
