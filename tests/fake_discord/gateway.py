"""The gateway: hello, identify, events, heartbeats, resuming, and every way of breaking off."""

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fake_discord.problems import Json
from tests.fake_discord.world import Guild, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT = 0, 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
GUILDS, MEMBERS, PRESENCES, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1, 1 << 1, 1 << 8, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | CONTENT
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, TWICE = 4001, 4002, 4003, 4004, 4005
BAD_VERSION, BAD_INTENTS, DISALLOWED_INTENTS = 4012, 4013, 4014
PATIENCE_S = 10.0


@dataclass(eq=False)
class Session:
    """One client's stream of events, which outlives its connection."""

    id: str
    intents: int
    shard: tuple[int, int]
    sequence: int = 0
    sent: list[tuple[int, str, Json]] = field(default_factory=list)
    link: "Link | None" = None

    def hears(self, event: str, guild_id: str | None) -> bool:
        """Whether this event goes to this shard with these intents."""
        number, count = self.shard
        if ((int(guild_id) >> 22) % count if guild_id else 0) != number:
            return False
        direct = guild_id is None
        wanted = {
            "GUILD_CREATE": GUILDS,
            "GUILD_DELETE": GUILDS,
            "MESSAGE_CREATE": DIRECT_MESSAGES if direct else GUILD_MESSAGES,
        }
        needed = wanted.get(event, 0)
        return self.intents & needed == needed


class Link:
    """One WebSocket connection; `cut` where the fake broke it off, which leaves the session to be resumed."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.cut = False
        self._deflate = zlib.compressobj() if compressed else None

    async def send(self, payload: Json) -> None:
        """Send one payload, compressed where the client asked for it."""
        await self.send_text(json.dumps(payload))

    async def send_text(self, told: str) -> None:
        """Send any text at all."""
        if self.socket.closed:
            return
        if self._deflate is None:
            await self.socket.send_str(told)
            return
        packed = self._deflate.compress(told.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(packed)


class Gateway:
    """Accepts connections and tells what happens.

    Attributes:
        deaf: whether heartbeats are not acknowledged, as on a connection that is dead without being closed.
        refused_connects: how many of the next connections are answered 503 instead.
        enabled_intents: the privileged intents switched on for the application.
        identifies: the data of each IDENTIFY, for tests of intents and shards.
        resumes: the data of each RESUME.
        mistakes: what no client should send.
        sent: every event told, by name and data.
    """

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self.url = ""
        self.refused_connects = 0
        self.deaf = False
        self.enabled_intents = 0
        self.heartbeat_ms = 41_250
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.heartbeats = 0
        self.mistakes: list[str] = []
        self.sent: list[tuple[str, Json]] = []
        self.sessions: dict[str, Session] = {}
        self.links: list[Link] = []
        self.connects = 0
        self._changed = asyncio.Condition()

    # -- for tests

    @property
    def live(self) -> list[Session]:
        """The sessions with a connection."""
        return [held for held in self.sessions.values() if held.link is not None]

    async def ready(self, count: int = 1) -> None:
        """Wait until so many sessions, fresh or resumed, are connected."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: len(self.live) >= count)

    async def left(self) -> None:
        """Wait until nobody is connected."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: not self.links)

    async def dispatch(self, event: str, data: Json, *, guild_id: str | None = None) -> None:
        """Tell every session that should hear it; those away hear it when they resume."""
        self.sent.append((event, data))
        for session in list(self.sessions.values()):
            if session.hears(event, guild_id):
                await self._tell(session, event, self._seen_by(session, event, data))

    async def drop(self, code: int = 1011) -> None:
        """Break every connection off with this close code; 4004 and 4014 are the ones for good."""
        for link in list(self.links):
            link.cut = True
            await link.socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Opcode 7."""
        await self._send_all({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Opcode 9; not resumable forgets the sessions."""
        if not resumable:
            for link in self.links:
                if link.session is not None:
                    self.sessions.pop(link.session.id, None)
        await self._send_all({"op": INVALID_SESSION, "d": resumable, "s": None, "t": None})

    async def send_garbage(self, told: str = '{"op": 0, "t":') -> None:
        """Something that is no JSON."""
        for link in list(self.links):
            await link.send_text(told)

    # -- the connection

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection to its end."""
        self.connects += 1
        if self.refused_connects > 0:
            self.refused_connects -= 1
            return web.Response(status=503, text="no healthy upstream")
        socket = web.WebSocketResponse(autoping=True, max_msg_size=4096)
        await socket.prepare(request)
        query = request.query
        if (
            query.get("v") != "10"
            or query.get("encoding") != "json"
            or query.get("compress") not in (None, "zlib-stream")
        ):
            self.mistakes.append(f"gateway opened with {dict(query)}")
            await socket.close(code=BAD_VERSION)
            return socket
        link = Link(socket, compressed="compress" in query)
        self.links.append(link)
        try:
            await link.send({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}, "s": None, "t": None})
            await self._listen(link)
        finally:
            await self._part(link)
        return socket

    async def _listen(self, link: Link) -> None:
        async for message in link.socket:
            if message.type is not WSMsgType.TEXT:
                await link.socket.close(code=DECODE_ERROR)
                return
            try:
                payload = json.loads(message.data)
                opcode, data = payload["op"], payload.get("d")
            except (ValueError, KeyError, TypeError):
                self.mistakes.append(f"gateway was sent {message.data!r}")
                await link.socket.close(code=DECODE_ERROR)
                return
            code = await self._obey(link, opcode, data)
            if code is not None:
                await link.socket.close(code=code)
                return

    async def _obey(self, link: Link, opcode: Any, data: Any) -> int | None:
        if opcode == HEARTBEAT:
            self.heartbeats += 1
            if not self.deaf:
                await link.send({"op": HEARTBEAT_ACK, "d": None, "s": None, "t": None})
            return None
        if opcode == IDENTIFY:
            return await self._identify(link, data)
        if opcode == RESUME:
            return await self._resume(link, data)
        if link.session is None:
            return NOT_AUTHENTICATED
        if opcode == REQUEST_MEMBERS:
            await self._tell_members(link.session, data)
        elif opcode not in (PRESENCE, VOICE):
            self.mistakes.append(f"gateway was sent opcode {opcode}")
            return UNKNOWN_OPCODE
        return None

    async def _identify(self, link: Link, data: Json) -> int | None:
        if link.session is not None:
            return TWICE
        self.identifies.append(data)
        intents = data.get("intents")
        if data.get("token") != self._token:
            return BAD_TOKEN
        if not isinstance(intents, int) or not 0 <= intents < 1 << 26:
            return BAD_INTENTS
        if intents & PRIVILEGED & ~self.enabled_intents:
            return DISALLOWED_INTENTS
        number, count = data.get("shard", (0, 1))
        session = Session(f"session-{len(self.identifies)}", intents, (number, count))
        self.sessions[session.id] = link_session(link, session)
        await self._welcome(session)
        return None

    async def _welcome(self, session: Session) -> None:
        guilds = [guild for guild in self._world.guilds.values() if session.hears("GUILD_CREATE", guild.id)]
        me = self._world.me
        ready = {
            "v": 10,
            "user": {**me.payload(), "mfa_enabled": True, "locale": "en-US", "verified": True, "email": None},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": me.id, "flags": 0},
        }
        await self._tell(session, "READY", ready)
        for guild in guilds:
            await self.tell_arrival(guild, session)
        await self._notify()

    async def tell_arrival(self, guild: Guild, session: Session) -> None:
        """GUILD_CREATE of a server that was there before the bot came online."""
        data = guild.arrival(self._world.me)
        self.sent.append(("GUILD_CREATE", data))
        await self._tell(session, "GUILD_CREATE", data)

    async def _resume(self, link: Link, data: Json) -> int | None:
        self.resumes.append(data)
        if data.get("token") != self._token:
            return BAD_TOKEN
        session = self.sessions.get(data.get("session_id", ""))
        if session is None:
            await link.send({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return None
        session.link = link_session(link, session).link
        for sequence, event, told in session.sent:
            if sequence > int(data["seq"] or 0):
                await link.send({"op": DISPATCH, "s": sequence, "t": event, "d": told})
        await self._tell(session, "RESUMED", {})
        await self._notify()
        return None

    async def _tell(self, session: Session, event: str, data: Json) -> None:
        session.sequence += 1
        session.sent.append((session.sequence, event, data))
        if session.link is not None:
            await session.link.send({"op": DISPATCH, "s": session.sequence, "t": event, "d": data})

    def _seen_by(self, session: Session, event: str, data: Json) -> Json:
        """Without the content intent a server's message has none, unless the bot is mentioned in it."""
        if event != "MESSAGE_CREATE" or session.intents & CONTENT or "guild_id" not in data:
            return data
        if data["author"]["id"] == self._world.me.id or self._world.me.id in [user["id"] for user in data["mentions"]]:
            return data
        return {**data, "content": "", "embeds": [], "attachments": [], "components": []}

    async def _tell_members(self, session: Session, data: Json) -> None:
        guild = self._world.guilds.get(str(data["guild_id"]))
        wanted = [str(user) for user in data.get("user_ids", [])]
        held = [] if guild is None else [m for m in guild.members.values() if not wanted or m.user.id in wanted]
        chunk: Json = {"guild_id": str(data["guild_id"]), "members": [member.payload() for member in held]}
        chunk |= {"chunk_index": 0, "chunk_count": 1, "nonce": data.get("nonce"), "not_found": []}
        await self._tell(session, "GUILD_MEMBERS_CHUNK", chunk)

    async def _send_all(self, payload: Json) -> None:
        for link in list(self.links):
            await link.send(payload)

    async def _part(self, link: Link) -> None:
        self.links.remove(link)
        session = link.session
        if session is not None and session.link is link:
            session.link = None
            if not link.cut and link.socket.close_code in (1000, 1001):
                self.sessions.pop(session.id, None)
        await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def link_session(link: Link, session: Session) -> Session:
    """Join a connection and a session, each knowing the other."""
    link.session = session
    session.link = link
    return session
