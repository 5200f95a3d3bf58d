package filter

// What tests look at from outside.
var (
	Plain        = plain
	PlainByRules = plainByRules
	MayHold      = mayHold
	FoldedWithin = foldedWithin
	Vague        = vague
)

// Dense reports whether a term is made of a script that is cut into pairs.
func Dense(term string) bool {
	class, _ := classAt(term, 0)
	return class == dense
}

// OperatorCount is how many operators are known.
var OperatorCount = len(operators)
