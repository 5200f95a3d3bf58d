// Package house holds the rules of the house as tests: which room may import
// which, how large files and functions may grow, what names and comments must
// be like, what the documents must mention. It has no other code.
//
// A rule is a function from a source tree to what breaks it. TestHouse applies
// every rule to this module, TestRulesCatch to the small trees in testdata that
// break one each: a rule that catches nothing is no rule.
package house
