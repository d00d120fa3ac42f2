-- What must not be shown: hidden clips and episodes, words that a place does not want, and what people report.

-- place: `Place.key` of the place whose moderators hid it; empty where the operator did, for every place.
-- clip_id: empty for the whole episode. By the episode's lasting identity, and without the clip's times: the span that
-- is hidden is the one that the clip has when something is read.
CREATE TABLE hidden (
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    place TEXT NOT NULL,
    clip_id TEXT NOT NULL,
    -- Microseconds since 1970 in UTC.
    hidden_us INTEGER NOT NULL,
    PRIMARY KEY (show_slug, stem, place, clip_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX hidden_of_place ON hidden (place, hidden_us);

CREATE TABLE blocked (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (place, words)
) STRICT;

-- Only what is open: a decision deletes it, and who reported with it.
CREATE TABLE report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    clip_id TEXT NOT NULL,
    place TEXT NOT NULL,
    person TEXT NOT NULL,
    words TEXT NOT NULL,
    reported_us INTEGER NOT NULL,
    UNIQUE (clip_id, place, person)
) STRICT;

CREATE INDEX report_of_person ON report (person);

-- What was decided, by whom: person is NULL where they had themselves forgotten.
CREATE TABLE withholding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('hidden', 'shown', 'dismissed')),
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    clip_id TEXT NOT NULL,
    person TEXT,
    acted_us INTEGER NOT NULL
) STRICT;

CREATE INDEX withholding_of_place ON withholding (place, id);
