-- What a schedule says beside its time: on which days it posts, and how. What keeps it from posting.

-- Bit 0 is Monday.
ALTER TABLE schedule ADD COLUMN weekdays INTEGER NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127);
-- Every so many days, counted from the local date first_day.
ALTER TABLE schedule ADD COLUMN every_days INTEGER NOT NULL DEFAULT 1 CHECK (every_days >= 1);
ALTER TABLE schedule ADD COLUMN first_day TEXT;
-- The one show that it posts from; empty for all of the place's.
ALTER TABLE schedule ADD COLUMN show_slug TEXT NOT NULL DEFAULT '';
-- Empty for the usual one.
ALTER TABLE schedule ADD COLUMN heading TEXT NOT NULL DEFAULT '';
-- Empty for the place's.
ALTER TABLE schedule ADD COLUMN language TEXT NOT NULL DEFAULT '';
-- The id of a role on Discord that each post calls; empty for none.
ALTER TABLE schedule ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE schedule ADD COLUMN is_silent INTEGER NOT NULL DEFAULT 0 CHECK (is_silent IN (0, 1));
ALTER TABLE schedule ADD COLUMN pins INTEGER NOT NULL DEFAULT 0 CHECK (pins IN (0, 1));
ALTER TABLE schedule ADD COLUMN opens_thread INTEGER NOT NULL DEFAULT 0 CHECK (opens_thread IN (0, 1));
ALTER TABLE schedule ADD COLUMN has_votes INTEGER NOT NULL DEFAULT 1 CHECK (has_votes IN (0, 1));
-- `platform:user id` of whom is told of trouble; empty where nobody is known, or they had themselves forgotten.
ALTER TABLE schedule ADD COLUMN set_by TEXT NOT NULL DEFAULT '';
ALTER TABLE schedule ADD COLUMN is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1));
-- Why the platform takes no post there any more, as in slot.reason: it rests until somebody resumes it.
ALTER TABLE schedule ADD COLUMN trouble TEXT;
-- The code of what was told last and did not stop it; empty once a post was sent.
ALTER TABLE schedule ADD COLUMN warned TEXT NOT NULL DEFAULT '';

-- nth: 0 for the post of the clock, from 1 those that somebody asked for on that date.
-- pin, thread: what is done with the post once it stands. why: JSON, how its clip was chosen.
CREATE TABLE slot_anew (
    schedule_id INTEGER NOT NULL REFERENCES schedule (id),
    day TEXT NOT NULL,
    nth INTEGER NOT NULL DEFAULT 0 CHECK (nth >= 0),
    state TEXT NOT NULL CHECK (state IN ('claimed', 'sending', 'sent', 'unknown', 'failed', 'skipped')),
    owner TEXT NOT NULL,
    lease_us INTEGER NOT NULL,
    begun_us INTEGER,
    clip_id TEXT,
    message TEXT,
    reason TEXT,
    pin TEXT CHECK (pin IN ('due', 'done', 'failed', 'undone')),
    thread TEXT CHECK (thread IN ('due', 'done', 'failed')),
    why TEXT,
    -- `platform:user id` of who asked for it, or had it skipped; empty for the clock.
    asked_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (schedule_id, day, nth)
) STRICT, WITHOUT ROWID;

INSERT INTO slot_anew (schedule_id, day, state, owner, lease_us, begun_us, clip_id, message, reason)
SELECT schedule_id, day, state, owner, lease_us, begun_us, clip_id, message, reason FROM slot;

DROP TABLE slot;

ALTER TABLE slot_anew RENAME TO slot;

CREATE INDEX slot_open ON slot (state) WHERE state IN ('claimed', 'sending');

CREATE INDEX slot_pin ON slot (schedule_id, pin) WHERE pin IN ('due', 'done');

CREATE INDEX slot_thread ON slot (thread) WHERE thread = 'due';
