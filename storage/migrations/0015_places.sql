-- What places set for themselves.

-- place: `Place.key`. What is NULL follows the configuration, or was never named.
CREATE TABLE place_settings (
    place TEXT PRIMARY KEY,
    language TEXT,
    is_private INTEGER NOT NULL CHECK (is_private IN (0, 1)),
    cooldown_s INTEGER CHECK (cooldown_s >= 0),
    -- The id of a role on Discord, by itself: its name is Discord's to say.
    manager_role TEXT
) STRICT, WITHOUT ROWID;
