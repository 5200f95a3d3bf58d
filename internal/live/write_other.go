//go:build !unix

package live

// writeSome leaves all of it to those who may wait.
func writeSome(uintptr, []byte) int { return 0 }
