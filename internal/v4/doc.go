// Package v4 is the wire: the Chat REST API that existing clients speak
// (chat-api.txt), settled in wire.md. It turns requests into calls of
// chat.Service and records into JSON, and knows nothing of how chats are kept.
//
// Read routes.go for what can be called, chatshape.go for how a chat looks,
// conditions.go for what can be searched by.
package v4
