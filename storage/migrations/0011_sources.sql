-- Which file each transcript was read from, and what the operator says of episodes by hand.

-- By the episode's lasting identity. path: absolute.
CREATE TABLE source (
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (show_slug, stem)
) STRICT, WITHOUT ROWID;

-- Over whatever an import says, and kept when the episode is replaced or taken out. NULL where nothing was said. The
-- columns' names are like no other table's, so that the queries that they are joined to need not say which they mean.
CREATE TABLE by_hand (
    of_show TEXT NOT NULL,
    of_stem TEXT NOT NULL,
    set_number INTEGER,
    set_title TEXT,
    set_published TEXT,
    set_audio_url TEXT,
    set_offset_ms INTEGER,
    PRIMARY KEY (of_show, of_stem)
) STRICT, WITHOUT ROWID;

-- What the file's name says: counts last of all, so it stands apart from what is known better.
ALTER TABLE episode ADD COLUMN named_number INTEGER;

ALTER TABLE episode ADD COLUMN named_title TEXT;

ALTER TABLE episode ADD COLUMN named_published TEXT;
