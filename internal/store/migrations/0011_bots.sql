-- What a running chat says of its bot: who it is, and when it is to be told of its
-- turn, NULL when it has none.
ALTER TABLE live_chat ADD COLUMN bot bytea;
ALTER TABLE live_chat ADD COLUMN turn_due bigint;

CREATE INDEX live_chat_by_turn ON live_chat (turn_due);
