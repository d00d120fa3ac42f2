-- Shows, episodes, their cues and the index over them; clips, kept searches and what places follow.

-- One row: what belongs to the store as a whole.
CREATE TABLE library (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The key of the clips' ids: a backup that is restored elsewhere answers to the same ids.
    clip_key BLOB NOT NULL CHECK (length(clip_key) = 32),
    -- How postings and units are written; a version that writes them otherwise can tell and build them anew.
    index_format INTEGER NOT NULL
) STRICT;

INSERT INTO library (id, clip_key, index_format) VALUES (1, randomblob(32), 1);

-- AUTOINCREMENT: an id that somebody still holds never comes to mean another show or episode.
CREATE TABLE show (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    title TEXT,
    link_template TEXT
) STRICT;

-- Up to 65,536 passages of one show whose postings share lists.
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    show_id INTEGER NOT NULL REFERENCES show (id)
) STRICT;

CREATE INDEX block_of_show ON block (show_id);

-- Its passages are first_passage to first_passage + passage_count - 1, inside one block.
CREATE TABLE episode (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    show_id INTEGER NOT NULL REFERENCES show (id),
    stem TEXT NOT NULL,
    number INTEGER,
    title TEXT,
    published TEXT,
    audio_url TEXT,
    link_template TEXT,
    fingerprint TEXT NOT NULL,
    first_passage INTEGER,
    passage_count INTEGER NOT NULL CHECK (passage_count BETWEEN 0 AND 65536),
    UNIQUE (show_id, stem),
    CHECK ((first_passage IS NULL) = (passage_count = 0))
) STRICT;

CREATE INDEX episode_passages ON episode (show_id, first_passage, passage_count);

CREATE TABLE cue (
    episode_id INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    first_unit INTEGER NOT NULL,
    unit_count INTEGER NOT NULL,
    speaker TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (episode_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX cue_by_unit ON cue (episode_id, first_unit, unit_count);

CREATE INDEX cue_by_time ON cue (episode_id, start_ms, end_ms);

-- No foreign key to the episode: checking it would need an index that nothing else reads. The episode's own range
-- of ids says which passages go with it.
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    episode_id INTEGER NOT NULL,
    first_unit INTEGER NOT NULL,
    unit_count INTEGER NOT NULL,
    units BLOB NOT NULL
) STRICT;

-- Posting lists, see storage/postings.py. By block first: an episode is written into few pages.
CREATE TABLE post (
    block INTEGER NOT NULL,
    gram INTEGER NOT NULL,
    postings BLOB NOT NULL,
    PRIMARY KEY (block, gram)
) STRICT, WITHOUT ROWID;

-- The grams that an episode has, packed: the lists that it must leave when it goes.
CREATE TABLE episode_grams (
    episode_id INTEGER PRIMARY KEY REFERENCES episode (id) ON DELETE CASCADE,
    packed BLOB NOT NULL
) STRICT;

-- By the episode's lasting identity, not its id: clips outlive the replacement and the removal of their episode.
CREATE TABLE clip (
    id TEXT PRIMARY KEY,
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    words TEXT NOT NULL,
    -- 0 where the words are gone from the episode's present version; the times are the last known.
    present INTEGER NOT NULL DEFAULT 1 CHECK (present IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX clip_of_episode ON clip (show_slug, stem, start_ms);

-- payload: JSON, see storage/searches.py; created_us: microseconds since 1970 in UTC.
CREATE TABLE saved_search (
    id TEXT PRIMARY KEY,
    created_us INTEGER NOT NULL,
    payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX saved_search_by_age ON saved_search (created_us);

-- place: `Place.key`.
CREATE TABLE follow (
    place TEXT NOT NULL,
    show_id INTEGER NOT NULL REFERENCES show (id),
    PRIMARY KEY (place, show_id)
) STRICT, WITHOUT ROWID;
