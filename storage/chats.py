"""What the chats keep of the places they are in, as rows."""

from datetime import datetime

from bot.model import Place, Platform
from storage.instants import count_microseconds
from storage.shelf import Shelf

KEPT_UPDATES = 10_000
"""For each account. Telegram repeats what it believes was not taken within the hour, a hundred at most at a time."""

# A column called `place` holds `Place.key`, in whichever table: so a table that is new is moved, too.
_PLACED = """
SELECT listed.name FROM sqlite_schema AS listed JOIN pragma_table_info(listed.name) AS held
WHERE listed.type = 'table' AND held.name = 'place'
"""

_MOVE_ROWS = (
    'UPDATE OR IGNORE "TABLE" SET place = :new_key WHERE place = :old_key',
    'DELETE FROM "TABLE" WHERE place = :old_key',
)

_MOVE_SEARCHES = """
UPDATE saved_search SET payload = json_set(payload, '$.place', :new_key)
WHERE json_valid(payload) AND json_extract(payload, '$.place') = :old_key
"""

# A Telegram destination is its chat, or a topic in it behind `/`.
_MOVED_CHANNEL = """
CASE
    WHEN gone.channel = :old OR substr(gone.channel, 1, length(:old) + 1) = :old || '/'
    THEN :new || substr(gone.channel, length(:old) + 1)
    ELSE gone.channel
END
"""

# What the new place had removed does not stand in the way of what stands: no row is ever deleted, so they change
# places.
_STAND_ASIDE = """
UPDATE schedule SET place_id = ''
WHERE platform = :platform AND place_id = :new AND NOT active AND EXISTS (
    SELECT 1 FROM schedule AS gone
    WHERE gone.platform = :platform AND gone.place_id = :old AND gone.active
        AND gone.at_minute = schedule.at_minute AND schedule.channel = MOVED_CHANNEL
)
"""
_MOVE_SCHEDULES = """
UPDATE OR IGNORE schedule AS gone SET place_id = :new, place_kind = :kind, channel = MOVED_CHANNEL
WHERE platform = :platform AND place_id = :old
"""
_TAKE_PLACE = "UPDATE schedule SET place_id = :old WHERE platform = :platform AND place_id = ''"

# One that the new place has set at the same time of day, too.
_STOP_SCHEDULES = "UPDATE schedule SET active = 0 WHERE platform = :platform AND place_id = :old"

# What they rested for, see `bot.posting`, is over.
_GO_ON = """
UPDATE schedule SET
    since_us = max(since_us, ?),
    trouble = CASE WHEN json_extract(trouble, '$[0]') = 'daily.left' THEN NULL ELSE trouble END
WHERE platform = ? AND place_id = ?
"""

_TAKE = "INSERT INTO taken_update (account, update_id) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING ordinal"

_FORGET_OLD = """
DELETE FROM taken_update WHERE account = ?1 AND ordinal <= (
    SELECT ordinal FROM taken_update WHERE account = ?1 ORDER BY ordinal DESC LIMIT 1 OFFSET ?2
)
"""
_FORGET_EVERY = 100


class SqliteChats(Shelf):
    """`bot.chat_ports.ChatShelf` over a store's file."""

    async def move(self, old: Place, new: Place) -> None:
        """See `bot.chat_ports.ChatShelf`."""
        values = {
            "platform": old.platform.value,
            "kind": new.kind.value,
            "old": old.id,
            "new": new.id,
            "old_key": old.key,
            "new_key": new.key,
        }
        async with self._write() as writer:
            for (table,) in await writer.execute_fetchall(_PLACED):
                for sql in _MOVE_ROWS:
                    await writer.execute(sql.replace("TABLE", table), values)
            for sql in (_MOVE_SEARCHES, _STAND_ASIDE, _MOVE_SCHEDULES, _TAKE_PLACE, _STOP_SCHEDULES):
                await writer.execute(sql.replace("MOVED_CHANNEL", _MOVED_CHANNEL), values)
            # Telegram may say that the bot has left the old place before it says what became of it.
            await writer.execute("DELETE FROM absence WHERE place = :new_key", values)

    async def leave(self, place: Place, now: datetime) -> None:
        """See `bot.chat_ports.ChatShelf`."""
        async with self._write() as writer:
            await writer.execute(
                "INSERT INTO absence (place, since_us) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (place.key, count_microseconds(now)),
            )

    async def come_back(self, place: Place, now: datetime) -> bool:
        """See `bot.chat_ports.ChatShelf`."""
        async with self._write() as writer:
            gone = list(await writer.execute_fetchall("DELETE FROM absence WHERE place = ? RETURNING 1", (place.key,)))
            if gone:
                await writer.execute(_GO_ON, (count_microseconds(now), place.platform.value, place.id))
            return bool(gone)

    async def left(self, platform: Platform) -> frozenset[str]:
        """See `bot.chat_ports.ChatShelf`."""
        beginning = f"{platform.value}:"
        found = await self._read(lambda reader: reader.execute("SELECT place FROM absence").fetchall())
        return frozenset(place for (place,) in found if place.startswith(beginning))

    async def take(self, account: str, update_id: int) -> bool:
        """See `bot.chat_ports.ChatShelf`."""
        async with self._write() as writer:
            taken = list(await writer.execute_fetchall(_TAKE, (account, update_id)))
            if taken and taken[0][0] % _FORGET_EVERY == 0:
                await writer.execute(_FORGET_OLD, (account, KEPT_UPDATES))
            return bool(taken)
