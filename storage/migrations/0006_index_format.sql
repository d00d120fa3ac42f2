-- The format of each episode's index, so that a newer one can come episode by episode while the old ones serve.

-- All that were written so far are of the first, which stood for the library as a whole.
ALTER TABLE episode ADD COLUMN index_format INTEGER NOT NULL DEFAULT 1;

ALTER TABLE library DROP COLUMN index_format;
