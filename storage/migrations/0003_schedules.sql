-- Posts by the clock: when and where, and what became of each local date.

-- A row is never deleted, so that removing a schedule and setting it again cannot post a date twice.
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    -- The time of day on the zone's clocks, in minutes.
    at_minute INTEGER NOT NULL CHECK (at_minute BETWEEN 0 AND 1439),
    zone TEXT NOT NULL,
    -- Microseconds since 1970 in UTC, as all instants here.
    since_us INTEGER NOT NULL,
    -- 0 once it is removed.
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    UNIQUE (platform, place_id, channel, at_minute)
) STRICT;

-- day: the local date; reason: JSON, an error's code and the values of its sentence.
CREATE TABLE slot (
    schedule_id INTEGER NOT NULL REFERENCES schedule (id),
    day TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('claimed', 'sending', 'sent', 'unknown', 'failed', 'skipped')),
    owner TEXT NOT NULL,
    lease_us INTEGER NOT NULL,
    begun_us INTEGER,
    clip_id TEXT,
    message TEXT,
    reason TEXT,
    PRIMARY KEY (schedule_id, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX slot_open ON slot (state) WHERE state IN ('claimed', 'sending');
