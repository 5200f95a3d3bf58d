package chat

import "slices"

// Transferred reports whether the chat was handed over: a transfer is on record,
// or its transcript tells of one that came about.
func (c *Chat) Transferred() bool {
	return len(c.TransferLog) > 0 || slices.ContainsFunc(c.Messages, func(m Message) bool {
		return m.Action == AgentAcceptTransferred || m.Action == AgentTransferToDepartment
	})
}

// TransferTypes names the types of the chat's transfers, each once.
func (c *Chat) TransferTypes() []int64 {
	var types []int64
	for i := range c.TransferLog {
		if n := c.TransferLog[i].Type; !slices.Contains(types, n) {
			types = append(types, n)
		}
	}
	return types
}

// TransferredFrom names the departments that handed the chat on, each once.
func (c *Chat) TransferredFrom() []GUID {
	return once(c.TransferLog, func(t *TransferLog) GUID { return t.FromDepartment })
}

// TransferredTo names the departments that the chat was handed to, each once.
func (c *Chat) TransferredTo() []GUID {
	return once(c.TransferLog, func(t *TransferLog) GUID { return t.ToDepartment })
}

// CategoryOptionIDs names the wrap-up's category options, each once.
func (c *Chat) CategoryOptionIDs() []GUID {
	return once(c.Categories, func(w *WrapupCategory) GUID { return w.OptionID })
}

// SegmentIDs names the segments that the visitor belonged to, each once.
func (c *Chat) SegmentIDs() []GUID {
	return once(c.SegmentResults, func(s *SegmentResult) GUID { return s.SegmentID })
}

// once lists the guids of parts, each once, without the zero guid.
func once[P any](parts []P, id func(*P) GUID) []GUID {
	var ids []GUID
	for i := range parts {
		ids = appendOnce(ids, id(&parts[i]))
	}
	return ids
}
