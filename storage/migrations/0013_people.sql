-- What a person keeps, and what is kept of a person.

-- person: `platform:user id`. clip_id: of a clip's lasting row.
CREATE TABLE bookmark (
    person TEXT NOT NULL,
    clip_id TEXT NOT NULL,
    -- Microseconds since 1970 in UTC.
    saved_us INTEGER NOT NULL,
    PRIMARY KEY (person, clip_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX bookmark_of_clip ON bookmark (clip_id, saved_us);

-- Those of whom nothing new is to be kept. That they said so has to be.
CREATE TABLE opted_out (
    person TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Whose search it is stands in its payload, too; here it can be found by it. Empty where the payload is damaged.
ALTER TABLE saved_search ADD COLUMN asker TEXT NOT NULL DEFAULT '';

UPDATE saved_search SET asker = coalesce(json_extract(payload, '$.asker'), '') WHERE json_valid(payload);

CREATE INDEX saved_search_of_asker ON saved_search (asker);
