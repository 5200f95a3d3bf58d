package store

import (
	"strings"

	"github.com/pressly/goose/v3"
)

// dialect is all that differs between the SQL of the two databases.
type dialect struct {
	goose goose.Dialect

	// explain, put before a statement, asks how the database would go about it; the
	// last column of the answer is text.
	explain string

	// ddl replaces the tokens that stand for types in the migrations and in casts.
	ddl *strings.Replacer

	// position names the function that tells where a text has another one within
	// it, 0 when nowhere.
	position string

	// lock ends a SELECT from chat c whose rows are to stay as they are until the
	// commit; they are locked in one order, so that two transactions rarely wait for
	// each other.
	lock string

	// args is how many arguments a statement over a set of rows has at most; a
	// power of two.
	args int

	// replan, put before the arguments of a statement, has the driver plan it anew,
	// since a plan made while a table was small stays when an import fills it. It is
	// nil where the driver keeps no statements, so that conn does.
	replan []any

	// mishap tells what kind of mishap an error of the driver is.
	mishap func(error) mishap
}

// mishap sorts the errors of a database by what is to be done about them.
type mishap uint8

const (
	otherMishap mishap = iota
	crowded            // another transaction was in the way: try again
	duplicate          // a key is there already
	broken             // the database's files cannot be trusted any more
	overdue            // the statement took too long, or its caller went
)
