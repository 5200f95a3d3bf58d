// Package auth turns a credential into a chat.Actor: an API key or an access
// token in a request, an e-mail and password at sign-in.
//
// Secrets are 256 random bits, of which only a SHA-256 hash is stored; that is
// enough for secrets nobody chose. Passwords are hashed with argon2id.
package auth
