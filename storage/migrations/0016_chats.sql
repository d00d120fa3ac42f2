-- Where the bot is not any more, and which updates were taken by one of several workers.

-- place: `Place.key`. Its settings stay for a return; while it stands here its schedules rest.
CREATE TABLE absence (
    place TEXT PRIMARY KEY,
    -- Microseconds since 1970 in UTC.
    since_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- account: `platform:bot id`. The newest some thousand of each: storage/chats.py deletes older ones. Not by
-- update_id: Telegram begins at a new one at random after a week of silence.
CREATE TABLE taken_update (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    update_id INTEGER NOT NULL,
    UNIQUE (account, update_id)
) STRICT;
