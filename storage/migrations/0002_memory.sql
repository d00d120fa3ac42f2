-- Small things that the chats remember from one start to the next: `bot.ports.Store.remember`.
CREATE TABLE memory (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
