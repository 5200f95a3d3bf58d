package mail

// NewFor is New with another port for TLS from the first byte.
func NewFor(o Options, tlsPort uint64) (*Sender, error) { return prepare(o, tlsPort) }
