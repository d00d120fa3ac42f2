-- What people want to hear as a clip of the day: their votes on what was posted, and what they suggest.

-- place: `Place.key` of where somebody voted. person: `platform:user id`. clip_id: of a clip's lasting row.
CREATE TABLE vote (
    place TEXT NOT NULL,
    clip_id TEXT NOT NULL,
    person TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight IN (-1, 1)),
    -- Microseconds since 1970 in UTC.
    voted_us INTEGER NOT NULL,
    PRIMARY KEY (place, clip_id, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX vote_of_person ON vote (person);

-- person, decided_by: empty where nobody is known, or they had themselves forgotten.
CREATE TABLE suggestion (
    place TEXT NOT NULL,
    clip_id TEXT NOT NULL,
    person TEXT NOT NULL,
    suggested_us INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('open', 'approved', 'declined')),
    decided_by TEXT NOT NULL,
    decided_us INTEGER,
    PRIMARY KEY (place, clip_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX suggestion_of_person ON suggestion (person);

-- Where a clip was posted.
CREATE INDEX slot_clip ON slot (clip_id) WHERE clip_id IS NOT NULL;

-- What readers keep of saved clips is good while this stands: it is the same for thousands of places.
ALTER TABLE library ADD COLUMN saves_version INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER bookmark_added AFTER INSERT ON bookmark
BEGIN UPDATE library SET saves_version = saves_version + 1; END;

CREATE TRIGGER bookmark_removed AFTER DELETE ON bookmark
BEGIN UPDATE library SET saves_version = saves_version + 1; END;
