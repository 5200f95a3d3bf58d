-- Whether agents see what visitors are typing; the text itself is stored nowhere.
ALTER TABLE site ADD COLUMN show_typed smallint NOT NULL DEFAULT 0;

-- Whether administrators are still shown how to begin.
ALTER TABLE site ADD COLUMN show_guide smallint NOT NULL DEFAULT 0;
