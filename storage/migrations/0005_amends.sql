-- What people add to the transcripts: corrections of what was heard, and names that mean the same.

-- By the episode's lasting identity, as clips are. Who asks for corrections gets those of a removed episode, too.
CREATE TABLE correction (
    -- AUTOINCREMENT: a number that somebody read in a list never comes to mean another correction.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    show_slug TEXT NOT NULL,
    stem TEXT NOT NULL,
    -- Where the heard words stand in the episode's present version; where they do not, where they last stood.
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    first_unit INTEGER NOT NULL,
    unit_count INTEGER NOT NULL CHECK (unit_count > 0),
    heard TEXT NOT NULL,
    corrected TEXT NOT NULL,
    lead TEXT NOT NULL,
    trail TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('proposed', 'accepted', 'rejected')),
    standing TEXT NOT NULL CHECK (standing IN ('stands', 'sleeps', 'settled')),
    asker TEXT NOT NULL,
    -- Microseconds since 1970 in UTC.
    created_us INTEGER NOT NULL
) STRICT;

CREATE INDEX correction_of_episode ON correction (show_slug, stem, start_ms);

-- What finds the right words: the same grams as in `post`, of the corrected words and across their borders.
CREATE TABLE correction_gram (
    gram INTEGER NOT NULL,
    correction_id INTEGER NOT NULL REFERENCES correction (id) ON DELETE CASCADE,
    PRIMARY KEY (gram, correction_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX correction_gram_of ON correction_gram (correction_id);

-- place: `Place.key`; spellings: a JSON array of texts.
CREATE TABLE alias (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL,
    spellings TEXT NOT NULL
) STRICT;

CREATE INDEX alias_of_place ON alias (place);
