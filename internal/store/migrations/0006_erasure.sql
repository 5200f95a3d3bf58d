-- A deleted chat takes along what no other chat points to, and its transcript in
-- tickets. To find out, the last bytes of a guid, which are random in every kind of
-- guid, tell nearly as much as all of them, in half of the room. The site does not
-- lead: SQLite would rather read all chats of a site by the primary key.

CREATE INDEX chat_by_session ON chat (substr(session, 13, 4));
CREATE INDEX chat_by_visitor ON chat (substr(visitor, 13, 4));
CREATE INDEX chat_by_contact_identity ON chat (substr(contact_identity, 13, 4)) WHERE contact_identity IS NOT NULL;
CREATE INDEX ticket_message_by_chat ON ticket_message (site, chat) WHERE chat IS NOT NULL;
