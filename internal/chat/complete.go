package chat

// Complete takes over from another reading of the same chat the parts that c
// lacks: what one export was not asked to include, a later one may bring. What c
// has stays as it is. It reports whether anything was added.
func (c *Chat) Complete(from *Chat) bool {
	added := fill(&c.Messages, from.Messages)
	added = fill(&c.Agents, from.Agents) || added
	added = fill(&c.Bots, from.Bots) || added
	added = fill(&c.FieldResults, from.FieldResults) || added
	added = fill(&c.Categories, from.Categories) || added
	added = fill(&c.SegmentResults, from.SegmentResults) || added
	added = fill(&c.Attachments, from.Attachments) || added
	added = fill(&c.TransferLog, from.TransferLog) || added
	added = fill(&c.Extra, from.Extra) || added
	added = supply(&c.Wrapup, from.Wrapup) || added
	added = supply(&c.Survey, from.Survey) || added
	return supply(&c.Sentiment, from.Sentiment) || added
}

func fill[S ~[]E, E any](into *S, from S) bool {
	if len(*into) > 0 || len(from) == 0 {
		return false
	}
	*into = from
	return true
}

func supply[T any](into **T, from *T) bool {
	if *into != nil || from == nil {
		return false
	}
	*into = from
	return true
}
