package bus

// Told is how many versions are remembered that were spread.
func (b *Polled) Told() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.told)
}
