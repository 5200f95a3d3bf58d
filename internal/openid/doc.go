// Package openid asks identity providers who somebody is, by OpenID Connect: the code
// flow with PKCE, a nonce, and signed ID tokens. Which agent that is, and whether it may
// sign in, is decided elsewhere.
package openid
