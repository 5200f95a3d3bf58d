-- What an agent may do follows from its role. Accounts so far may do everything.

ALTER TABLE account ADD COLUMN role smallint NOT NULL DEFAULT 1; -- chat.RoleAgent
UPDATE account SET role = 3 WHERE may = 15;                      -- chat.RoleAdmin, chat.AllPermissions
ALTER TABLE account DROP COLUMN may;
