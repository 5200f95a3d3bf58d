package chat

import "slices"

// PartIDs are ids of those parts of chats that have one per site, ascending and
// never given twice, whatever their chat.
type PartIDs struct {
	Result   int64 // of a field result
	Category int64 // of a chosen category
}

// maxPartID is the largest id that later ones are given above. One that came along
// and is larger is kept, but left alone: counting on from it would end the numbers.
const maxPartID = 1 << 53

// Max is the larger of each.
func (p PartIDs) Max(q PartIDs) PartIDs {
	return PartIDs{Result: max(p.Result, q.Result), Category: max(p.Category, q.Category)}
}

// Plus is the sum of each.
func (p PartIDs) Plus(q PartIDs) PartIDs {
	return PartIDs{Result: p.Result + q.Result, Category: p.Category + q.Category}
}

// Minus is the difference of each.
func (p PartIDs) Minus(q PartIDs) PartIDs {
	return PartIDs{Result: p.Result - q.Result, Category: p.Category - q.Category}
}

// HighestPartIDs are the largest ids that the parts of the chat came with, above
// which new ones are to be given.
func (c *Chat) HighestPartIDs() (highest PartIDs) {
	for i := range c.FieldResults {
		if id := c.FieldResults[i].ID; id <= maxPartID {
			highest.Result = max(highest.Result, id)
		}
	}
	for i := range c.Categories {
		if id := c.Categories[i].ID; id <= maxPartID {
			highest.Category = max(highest.Category, id)
		}
	}
	return highest
}

// MissingPartIDs counts the parts that have no id yet.
func (c *Chat) MissingPartIDs() (missing PartIDs) {
	for i := range c.FieldResults {
		if c.FieldResults[i].ID == 0 {
			missing.Result++
		}
	}
	for i := range c.Categories {
		if c.Categories[i].ID == 0 {
			missing.Category++
		}
	}
	return missing
}

// NumberParts gives the ids after last to the parts that have none, and returns the
// last that it gave. The lists are copied first, since others may have them too.
func (c *Chat) NumberParts(last PartIDs) PartIDs {
	missing := c.MissingPartIDs()
	if missing.Result > 0 {
		c.FieldResults = slices.Clone(c.FieldResults)
	}
	for i := range c.FieldResults {
		if r := &c.FieldResults[i]; r.ID == 0 {
			last.Result++
			r.ID = last.Result
		}
	}
	if missing.Category > 0 {
		c.Categories = slices.Clone(c.Categories)
	}
	for i := range c.Categories {
		if w := &c.Categories[i]; w.ID == 0 {
			last.Category++
			w.ID = last.Category
		}
	}
	return last
}
