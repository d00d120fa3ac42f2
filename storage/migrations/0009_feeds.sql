-- Feeds, what their items said, and what was fetched for these.

CREATE TABLE feed (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    show_slug TEXT NOT NULL,
    title TEXT,
    language TEXT NOT NULL DEFAULT '',
    moved_from TEXT,
    etag TEXT,
    modified TEXT,
    -- Of the bytes that were last read to the end; empty before.
    digest TEXT NOT NULL DEFAULT '',
    -- JSON, see storage/feeds.py; NULL while all is well.
    trouble TEXT
) STRICT;

-- By the episode's lasting identity, as clips are: an item outlives its feed, and is there before its transcript.
-- Its facts count where the operator's file says nothing: storage/rows.py puts them in when an episode is read.
CREATE TABLE feed_item (
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    guid TEXT NOT NULL,
    number INTEGER,
    season INTEGER,
    title TEXT,
    published TEXT,
    audio_url TEXT,
    artwork_url TEXT,
    link TEXT,
    chapters_url TEXT,
    -- JSON: [[url, type, language], ...] and [[name, role], ...].
    offers TEXT NOT NULL,
    persons TEXT NOT NULL,
    -- When a feed first had it: microseconds since 1970 in UTC.
    seen_us INTEGER NOT NULL,
    PRIMARY KEY (show_slug, stem),
    UNIQUE (show_slug, guid)
) STRICT, WITHOUT ROWID;

-- Stretches that the show's people picked themselves: the choice of the daily clip may prefer them.
CREATE TABLE soundbite (
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    title TEXT,
    PRIMARY KEY (show_slug, stem, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE chapter (
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    PRIMARY KEY (show_slug, stem, start_ms)
) STRICT, WITHOUT ROWID;

-- What was last fetched for an item; part: transcript or chapters.
CREATE TABLE feed_file (
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('transcript', 'chapters')),
    url TEXT NOT NULL,
    etag TEXT,
    modified TEXT,
    digest TEXT NOT NULL,
    -- With which version of the readers it was read.
    reading_format INTEGER NOT NULL,
    -- Whether it could be read.
    sound INTEGER NOT NULL CHECK (sound IN (0, 1)),
    PRIMARY KEY (show_slug, stem, part)
) STRICT, WITHOUT ROWID;
