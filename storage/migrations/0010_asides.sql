-- What of an episode is not the show: as recognised in its present transcript, and as the operator says.

-- sketch: see bot/recognition/repeats.py; basis: what the segments were recognised from beside the transcript.
CREATE TABLE recognition (
    episode_id INTEGER PRIMARY KEY REFERENCES episode (id) ON DELETE CASCADE,
    format INTEGER NOT NULL,
    sketch BLOB NOT NULL,
    basis TEXT NOT NULL
) STRICT;

CREATE TABLE aside (
    episode_id INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL CHECK (end_ms > start_ms),
    kind TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (episode_id, start_ms)
) STRICT, WITHOUT ROWID;

-- By the episode's lasting identity, as corrections are: an import leaves it alone. A later row counts over an earlier one.
CREATE TABLE said_aside (
    id INTEGER PRIMARY KEY,
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL CHECK (end_ms > start_ms),
    kind TEXT NOT NULL
) STRICT;

CREATE INDEX said_aside_of_episode ON said_aside (show_slug, stem, id);
