"""The life of the connection: a client of discord.py, a new one when it ends, and what is done when all else fails."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from random import SystemRandom
from secrets import token_hex
from typing import Any, Final

import aiohttp
import discord
import discord.gateway
import yarl
from discord import app_commands

from bot.errors import NajiError
from bot.ports import Store
from handlers.asking import Function, Values
from handlers.discord.answers import Answers, Choose
from handlers.discord.commands import Translator, commands, definitions, digest
from handlers.discord.menus import menus
from handlers.discord.places import Interaction, words_in
from handlers.discord.render import NO_MENTIONS, rendered
from handlers.discord.welcome import greet, invite_url
from handlers.discord.wire import ALONE, Connection, Shard, Sleep, discreet, final_error, pause_s, pointed_at, reason_of
from handlers.locale import Words
from handlers.messages import Reply, sentences
from handlers.reply import error_sentence, sorry

GRACE_S: Final = 3.0
"""How long answers under way are waited for at the end."""
OFFERED_WITHIN_S: Final = 2.0
"""How long something to offer is looked for while somebody types: after three seconds nobody takes it any more."""
IDENTIFY_PAUSE_S: Final = 5.0
"""Between two sessions (https://discord.com/developers/docs/events/gateway#rate-limiting: one in five seconds)."""
LEAVING_S: Final = 0.5
"""How long a closed client may take to notice."""
SERVERS_PAUSE_S: Final = 0.01
"""After the last of the servers that the gateway tells at the beginning; nothing here waits for all of them."""
_LOST = (discord.DiscordException, aiohttp.ClientError, OSError)
"""What goes wrong on the way to Discord, timeouts included."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes between two clients.

    Attributes:
        chance: a number from 0 to 1, a new one each time.
        online_within_s: how long a post waits for a connection.
    """

    sleep: Sleep = asyncio.sleep
    chance: Callable[[], float] = SystemRandom().random
    online_within_s: float = 30.0


class DiscordChat:
    """Discord, for as long as it lasts.

    Args:
        connection: where it is; its addresses are the whole process's while this runs.
        choose: who answers.
        store: remembers what was told to Discord and whom it greeted.
        words: the operator's language, also for people and servers whose own has no catalogue.
        pace: how time passes.

    Attributes:
        failure: why it ended for good, if it did.
    """

    def __init__(
        self, connection: Connection, choose: Choose, store: Store, words: Words, pace: Pace | None = None
    ) -> None:
        self._connection = connection
        self._answers = Answers(choose, words.language)
        self._store = store
        self._words = words
        self._pace = pace or Pace()
        self._client: NajiClient | None = None
        self._logged_in = asyncio.Event()
        self._is_invited = False
        self._closing = False
        self._task: asyncio.Task[Any] | None = None
        self.choose = choose
        self.failure: NajiError | None = None

    @property
    def words(self) -> Words:
        """The operator's language."""
        return self._words

    async def run(self) -> None:
        """Answer until `close`, or until trying again is pointless: `failure` then has the reason, which was logged."""
        self._task = asyncio.current_task()
        try:
            with pointed_at(self._connection), discreet():
                await self._supervise()
        except asyncio.CancelledError:
            if not self._closing or self._task is None:
                raise
            self._task.uncancel()
        finally:
            self._task = None

    async def close(self) -> None:
        """End `run`: answers under way are waited for, for a moment."""
        self._closing = True
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    @property
    def is_online(self) -> bool:
        """Whether something could be posted now."""
        return self._logged_in.is_set()

    async def online(self) -> "NajiClient":
        """The client, once it is logged in.

        Raises:
            TimeoutError: it is not, for as long as the pace says.
        """
        await asyncio.wait_for(self._logged_in.wait(), self._pace.online_within_s)
        if self._client is None:
            raise TimeoutError
        return self._client

    async def _supervise(self) -> None:
        failures = 0
        while True:
            self._client = client = NajiClient(
                self._answers, self._store, self._words, self._pace.sleep, self._connection.shard
            )
            error = await self._serve(client)
            self.failure = final_error(error)
            if self.failure is not None:
                _log.error("%s", error_sentence(self.failure, self._words))
                return
            failures = 0 if client.was_online else failures + 1
            wait_s = pause_s(failures, self._pace.chance(), error)
            reason = reason_of(error, self._connection.token)
            _log.warning("%s", self._words.say("discord.retry", reason=reason, seconds=round(wait_s)))
            await self._pace.sleep(wait_s)

    async def _serve(self, client: "NajiClient") -> BaseException | None:
        """Let a client live; what it died of."""
        life = asyncio.create_task(self._live(client), name="discord")
        try:
            # No cancellation is let into discord.py: it would be lost in `asyncio.wait_for`, which on Python 3.11
            # gives way to a result that comes at the same moment.
            await asyncio.wait({life})
        finally:
            self._logged_in.clear()
            self._client = None
            await client.close()
            while not life.done():
                life.cancel()
                await asyncio.wait({life}, timeout=LEAVING_S)
        return None if life.cancelled() else life.exception()

    async def _live(self, client: "NajiClient") -> None:
        await client.login(self._connection.token)
        if self._connection.gateway_url is None:
            await client.ask_for_gateway()
        self._announce(client)
        self._logged_in.set()
        # discord.py's own way of coming back waits up to 17 minutes and logs a traceback each time. It still resumes
        # a session that was cut off.
        await client.connect(reconnect=False)

    def _announce(self, client: "NajiClient") -> None:
        """Log once how the bot is invited."""
        if not self._is_invited and client.application_id is not None:
            self._is_invited = True
            _log.info("%s", self._words.say("discord.invite", url=invite_url(client.application_id)))


class NajiClient(discord.Client):
    """One client of discord.py: hears commands, buttons and new servers, and nothing else.

    Attributes:
        was_online: whether the gateway ever accepted it.
    """

    def __init__(self, answers: Answers, store: Store, words: Words, sleep: Sleep, shard: Shard = ALONE) -> None:
        self._shard = shard
        super().__init__(
            shard_id=self._shard.number,
            shard_count=self._shard.count,
            intents=discord.Intents(guilds=True),
            allowed_mentions=NO_MENTIONS,
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=SERVERS_PAUSE_S,
        )
        self._answers = answers
        self._store = store
        self._words = words
        self._sleep = sleep
        self._under_way: set[asyncio.Task[Any]] = set()
        self.was_online = False
        self.tree = _Tree(self)
        for command in commands(self._run, words):
            self.tree.add_command(command)
        for menu in menus(self._find, self._delete, words):
            self.tree.add_command(menu)

    # ------------------------------------------------------------ life

    @property
    def is_one_of_several(self) -> bool:
        """Whether other connections hear of the other servers."""
        return self._shard.count > 1

    async def ask_for_gateway(self) -> None:
        """Let the API name the gateway."""
        _, url, _ = await self.http.get_bot_gateway()
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)

    async def setup_hook(self) -> None:
        """Tell Discord the commands where they are not those that it was told last; one connection does for all."""
        await self.tree.set_translator(Translator())
        if self._shard.number:
            return
        key = f"discord.commands.{self.application_id}"
        now = digest(await definitions(self.tree))
        if await self._store.read(lambda snapshot: snapshot.remembered(key)) == now:
            return
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            _log.error("%s", self._words.say("discord.sync-failed", reason=reason_of(error)))
        else:
            await self._store.remember(key, now)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Keep the distance between two sessions, those of the other connections included."""
        del shard_id
        sessions = self._shard.number + (not initial)
        if sessions:
            await self._sleep(IDENTIFY_PAUSE_S * sessions)

    async def close(self) -> None:
        """Let the answers under way be given, then leave."""
        waited = self._under_way - {asyncio.current_task()}
        if waited:
            _, late = await asyncio.wait(waited, timeout=GRACE_S)
            for task in late:
                task.cancel()
        await super().close()
        # A task of the library that waits for further servers is left behind, and nothing leads to it.
        await asyncio.sleep(2 * SERVERS_PAUSE_S)

    # ------------------------------------------------------------ events

    async def on_connect(self) -> None:
        """The gateway accepted the bot."""
        self.was_online = True
        _log.info("%s", self._words.say("discord.online", name=self.user))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Somebody added the bot to their server."""
        await greet(guild, self._store, self._words)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Somebody pressed a button, chose from a menu or filled in a form; commands come by the tree."""
        if interaction.type is discord.InteractionType.component:
            await self._guard(interaction, self._answers.press(interaction))
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._guard(interaction, self._answers.submit(interaction))

    async def _run(
        self, interaction: Interaction, function: Function, values: Values, *, is_public: bool | None
    ) -> None:
        await self._guard(interaction, self._answers.run(interaction, function, values, is_public=is_public))

    async def _find(self, interaction: Interaction, message: discord.Message) -> None:
        await self._guard(interaction, self._answers.find(interaction, message))

    async def _delete(self, interaction: Interaction, message: discord.Message) -> None:
        await self._guard(interaction, self._answers.delete(interaction, message))

    async def suggest(self, interaction: Interaction) -> None:
        """Answer a keystroke: with nothing where that fails, as whoever types is asked no questions."""
        offered: list[app_commands.Choice[str]] = []
        try:
            async with asyncio.timeout(OFFERED_WITHIN_S):
                offered = await self._answers.suggest(interaction)
        except TimeoutError:
            pass
        except Exception:  # noqa: BLE001 - the last resort
            _log.exception("%s", self._words.say("discord.broke", id=token_hex(4), where="autocomplete"))
        try:
            await interaction.response.autocomplete(offered)
        except _LOST as error:
            _log.info("%s", self._words.say("discord.answer-lost", reason=reason_of(error)))

    # ------------------------------------------------------------ the last resort

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the library has it
        """Log what an event's handler did not expect."""
        del args, kwargs
        _log.exception("%s", self._words.say("discord.broke", id=token_hex(4), where=event_method))

    async def _guard(self, interaction: Interaction, work: Coroutine[Any, Any, None]) -> None:
        """Do the work; whatever becomes of it, the asker is told something."""
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        words = words_in(interaction, self._words.language, is_private=True)
        try:
            await work
        except NajiError as error:
            _log.warning("%s", error_sentence(error, self._words))
            await self.tell(interaction, sorry(error, words))
        except _LOST as error:
            _log.warning("%s", self._words.say("discord.answer-lost", reason=reason_of(error)))
        except Exception:  # noqa: BLE001 - the last resort: the asker gets a sentence, the log the rest
            incident = token_hex(4)
            _log.exception("%s", self._words.say("discord.broke", id=incident, where=interaction.type.name))
            await self.tell(interaction, sentences(words.say("discord.incident", id=incident)))

    async def tell(self, interaction: Interaction, reply: Reply) -> None:
        """Say something to the asker in whatever way is still open; what cannot be said is logged."""
        embed = rendered(reply).embed
        try:
            if not interaction.response.is_done():
                await interaction.response.send_message(embed=embed, ephemeral=True)
            elif interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
                await interaction.edit_original_response(embed=embed, view=None)
            else:
                await interaction.followup.send(embed=embed, ephemeral=True)
        except _LOST as error:
            _log.warning("%s", self._words.say("discord.answer-lost", reason=reason_of(error)))


class _Tree(app_commands.CommandTree[NajiClient]):
    """The commands; one that Discord still offers although it has changed is answered with a sentence."""

    async def interaction_check(self, interaction: discord.Interaction[NajiClient], /) -> bool:
        """Whether discord.py goes on with it: not with keystrokes, which are answered here."""
        if interaction.type is not discord.InteractionType.autocomplete:
            return True
        await interaction.client.suggest(interaction)
        return False

    async def on_error(self, interaction: discord.Interaction[NajiClient], error: app_commands.AppCommandError) -> None:
        """Only what is not in the tree, or otherwise, comes here: the commands themselves are guarded."""
        client = interaction.client
        _log.warning("%s", reason_of(error))
        words = words_in(interaction, client._words.language, is_private=True)  # noqa: SLF001 - its own tree
        await client.tell(interaction, sentences(words.say("discord.stale")))
