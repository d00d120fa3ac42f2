-- Posting lists in segments that shows share, many lists a row, in place of a row for each list of each show's blocks.

-- Episodes whose passages share lists. What no episode stands in is no longer read, and goes.
CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    passages INTEGER NOT NULL,
    -- How many of a gram's first bits tell its page, see storage/pages.py.
    bits INTEGER NOT NULL CHECK (bits BETWEEN 0 AND 16),
    postings INTEGER NOT NULL,
    -- While it is written: when that went on last, in seconds since 1970. No episode stands in it then.
    writing_s INTEGER
) STRICT;

-- id: segment * 2^32 + the first gram of its bucket.
CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    head BLOB NOT NULL,
    data BLOB NOT NULL
) STRICT;

-- An episode's passages are segment_first to segment_first + passage_count - 1 of its segment.
ALTER TABLE episode ADD COLUMN segment_id INTEGER REFERENCES segment (id);

ALTER TABLE episode ADD COLUMN segment_first INTEGER;

CREATE INDEX episode_of_segment ON episode (segment_id);

-- Rises with everything that is written to the index: what a reader keeps of it is good until then.
ALTER TABLE library ADD COLUMN index_version INTEGER NOT NULL DEFAULT 0;

-- Every index is built anew: what is packed otherwise cannot be read beside the new ones.
UPDATE episode SET index_format = 0, first_passage = NULL, passage_count = 0;

DROP INDEX episode_passages;

DELETE FROM passage;

DROP TABLE post;

DROP TABLE episode_grams;

DROP TABLE block;
