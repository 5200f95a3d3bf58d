package filter

import "slices"

// Field names something a record can be searched by.
type Field struct {
	Name string
	Kind Kind
	// Key tells which one is meant where a record has many fields of one name, as
	// those of a form; how, is the record's affair.
	Key string
}

// Record is what a tree is matched against.
type Record interface {
	// Values returns the record's values of a field: none, one, or several.
	Values(Field) []Value
}

// Expr is a condition: And, Or, Not, or a leaf (OneOf, Range, Contains, Exists,
// HasWords, Matches).
// A leaf holds for a record when at least one of the record's values of the
// field satisfies it, for HasWords all of them together; so never for a record
// without a value. There is no third truth value: Not is the exact complement.
type Expr interface{ expr() }

// And holds when every member holds; the empty And always does.
type And []Expr

// Or holds when some member holds; the empty Or never does.
type Or []Expr

// Not holds exactly when X does not.
type Not struct{ X Expr }

// OneOf holds when a value equals one of Values. Is builds it.
type OneOf struct {
	Field  Field
	Values []Value
}

// Range holds when a value lies between Min and Max; a nil bound is open.
type Range struct {
	Field    Field
	Min, Max *Bound
}

// Bound is one end of a Range.
type Bound struct {
	Value     Value
	Exclusive bool
}

// Contains holds when a value has one of Parts within it. Parts are folded
// texts (TextValue); the field is of kind Text.
type Contains struct {
	Field Field
	Parts []Value
}

// Exists holds when the record has a value of the field that is not Absent.
type Exists struct{ Field Field }

func (And) expr()      {}
func (Or) expr()       {}
func (Not) expr()      {}
func (OneOf) expr()    {}
func (Range) expr()    {}
func (Contains) expr() {}
func (Exists) expr()   {}

// Is is the condition "the field is one of these". A value that stands for "no
// value" (the zero guid) finds the records that have none.
func Is(f Field, values ...Value) Expr {
	if f.Kind != GUID {
		return OneOf{f, values}
	}
	present := slices.DeleteFunc(slices.Clone(values), Value.Absent)
	is := Expr(OneOf{f, present})
	if len(present) < len(values) {
		return Or{is, Not{Exists{f}}}
	}
	return is
}
