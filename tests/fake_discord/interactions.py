"""What people do with the bot, and what it answered: one object each, to be awaited by a test."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.fake_discord import callback_rules as rules
from tests.fake_discord.callback_rules import check_callback
from tests.fake_discord.message_rules import EPHEMERAL, require_something
from tests.fake_discord.messages import COMMAND_ANSWER, CONTEXT_ANSWER, LOADING, Message, Messages
from tests.fake_discord.problems import (
    ALREADY_ACKNOWLEDGED,
    INVALID_WEBHOOK_TOKEN,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Json,
    refuse,
)
from tests.fake_discord.world import USE_EXTERNAL_APPS, Channel, User, World

ANSWER_WITHIN = timedelta(seconds=3)
TOKEN_LASTS = timedelta(minutes=15)
PATIENCE_S = 5.0
"""How long a test waits in real time for what never comes."""


@dataclass(eq=False)
class Interaction:
    """One command, keystroke, press, choice or submission.

    Attributes:
        kind: 2 command, 3 component, 4 autocomplete, 5 modal.
        data: what the gateway told of it.
        source: the message that it started from, if any.
        callback: the body that acknowledged it.
        original: the message that answers it.
        follow_ups: further messages.
        edits_before: how often the source had been changed when this began.
    """

    id: str
    token: str
    kind: int
    user: User
    channel: Channel
    created: datetime
    data: Json
    source: Message | None = None
    callback: Json | None = None
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)
    edits_before: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def callback_type(self) -> int | None:
        """The type of the acknowledgement: 4, 5, 6, 7, 8, 9."""
        return None if self.callback is None else int(self.callback["type"])

    @property
    def deferred(self) -> bool:
        """Whether it was acknowledged by a deferral."""
        return self.callback_type in (rules.DEFERRED, rules.DEFERRED_UPDATE)

    @property
    def private(self) -> bool:
        """Whether its answer is for the asker's eyes only."""
        return self.original is not None and self.original.only_for is not None

    def changed(self) -> None:
        """Wake whoever waits."""
        self._changed.set()

    async def acknowledged(self, patience_s: float = PATIENCE_S) -> Json:
        """Wait for the first answer of whatever kind; returns its body."""
        await self._until(lambda: self.callback is not None, patience_s)
        return self.callback or {}

    async def answer(self, patience_s: float = PATIENCE_S) -> Message:
        """Wait for the message that answers: past the deferral, or the source with the change made."""

        def answered() -> bool:
            if self.callback_type in (rules.DEFERRED_UPDATE, rules.UPDATE):
                edited = self.source is not None and len(self.source.edits) > self.edits_before
                return edited or self.callback_type == rules.UPDATE or bool(self.follow_ups)
            return self.original is not None and not self.original.loading

        await self._until(answered, patience_s)
        updated = self.callback_type in (rules.DEFERRED_UPDATE, rules.UPDATE)
        if updated and self.follow_ups:
            return self.follow_ups[-1]
        message = self.source if updated else self.original
        assert message is not None
        return message

    async def choices(self, patience_s: float = PATIENCE_S) -> list[Json]:
        """Wait for what autocomplete offers."""
        told = await self.acknowledged(patience_s)
        return list(told["data"]["choices"])

    async def modal(self, patience_s: float = PATIENCE_S) -> Json:
        """Wait for the modal that opens."""
        told = await self.acknowledged(patience_s)
        assert told["type"] == rules.MODAL, told
        return dict(told["data"])

    async def followed_up(self, count: int = 1, patience_s: float = PATIENCE_S) -> list[Message]:
        """Wait for so many follow-up messages."""
        await self._until(lambda: len(self.follow_ups) >= count, patience_s)
        return self.follow_ups

    async def _until(self, reached: Any, patience_s: float) -> None:
        async with asyncio.timeout(patience_s):
            while not reached():
                self._changed.clear()
                await self._changed.wait()


class Interactions:
    """All interactions, and the rules of answering them."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages
        self.all: dict[str, Interaction] = {}
        messages.watchers.append(self._look_up)

    def open(self, kind: int, user: User, channel: Channel, data: Json, source: Message | None = None) -> Interaction:
        """Begin one; nobody is told yet."""
        made = self._world.clock.snowflake()
        now = self._world.clock.now()
        interaction = Interaction(made, f"token-{made}", kind, user, channel, now, data, source)
        interaction.edits_before = 0 if source is None else len(source.edits)
        self.all[made] = interaction
        return interaction

    def acknowledge(self, interaction_id: str, token: str, body: Json, files: dict[str, bytes]) -> Interaction:
        """The callback: once, within three seconds, with what fits."""
        interaction = self.all.get(interaction_id)
        late = interaction is None or self._world.clock.now() - interaction.created > ANSWER_WITHIN
        if interaction is None or interaction.token != token or (late and interaction.callback is None):
            raise refuse(UNKNOWN_INTERACTION)
        if interaction.callback is not None:
            raise refuse(ALREADY_ACKNOWLEDGED)
        check_callback(body, interaction.kind, on_message=interaction.source is not None)
        self._take(interaction, body, files)
        interaction.callback = body
        interaction.changed()
        return interaction

    def _take(self, interaction: Interaction, body: Json, files: dict[str, bytes]) -> None:
        data = body.get("data") or {}
        if body["type"] == rules.MESSAGE:
            require_something(data)
            interaction.original = self._reply(interaction, data, files)
        elif body["type"] == rules.DEFERRED:
            interaction.original = self._reply(interaction, {}, {})
            interaction.original.body["flags"] = LOADING
            if data.get("flags", 0) & EPHEMERAL:
                self._hide(interaction.original, interaction.user)
        elif body["type"] in (rules.UPDATE, rules.DEFERRED_UPDATE):
            interaction.original = interaction.source
            if body["type"] == rules.UPDATE and interaction.source is not None:
                self._messages.edit(interaction.source, data, files)

    def follow_up(self, token: str, body: Json, files: dict[str, bytes]) -> Message:
        """A further message; the first one after a deferral takes the deferral's place and its privacy."""
        interaction = self.by_token(token)
        require_something(body)
        original = interaction.original
        if original is not None and original.loading:
            self._messages.edit(original, body, files)
            interaction.changed()
            return original
        message = self._reply(interaction, body, files)
        interaction.follow_ups.append(message)
        interaction.changed()
        return message

    def message_of(self, token: str, message_id: str) -> tuple[Interaction, Message]:
        """`@original` or a follow-up of an interaction, or 10008."""
        interaction = self.by_token(token)
        if message_id != "@original":
            source = interaction.source
            if source is not None and source.id == message_id and not source.deleted:
                return interaction, source
            return interaction, self._messages.find_own(token, message_id)
        if interaction.original is None or interaction.original.deleted:
            raise refuse(UNKNOWN_MESSAGE)
        return interaction, interaction.original

    def edit(self, token: str, message_id: str, body: Json, files: dict[str, bytes]) -> Message:
        """Change `@original` or a follow-up."""
        interaction, message = self.message_of(token, message_id)
        self._messages.edit(message, body, files)
        interaction.changed()
        return message

    def by_token(self, token: str) -> Interaction:
        """An acknowledged interaction whose fifteen minutes have not passed."""
        interaction = next((held for held in self.all.values() if held.token == token), None)
        if interaction is None or interaction.callback is None:
            raise refuse(UNKNOWN_WEBHOOK)
        if self._world.clock.now() - interaction.created > TOKEN_LASTS:
            raise refuse(INVALID_WEBHOOK_TOKEN)
        return interaction

    def _look_up(self, message: Message) -> None:
        """Wake whoever waits for a change of this message."""
        for interaction in self.all.values():
            if message in (interaction.source, interaction.original):
                interaction.changed()

    def _reply(self, interaction: Interaction, body: Json, files: dict[str, bytes]) -> Message:
        message = self._messages.post(interaction.channel, self._world.me, body, files)
        message.token = interaction.token
        application = self._world.me.id
        message.body |= {
            "type": COMMAND_ANSWER if "target_id" not in interaction.data else CONTEXT_ANSWER,
            "application_id": application,
            "webhook_id": application,
            "interaction_metadata": self._metadata(interaction),
        }
        if body.get("flags", 0) & EPHEMERAL or self._is_hushed(interaction):
            self._hide(message, interaction.user)
        return message

    def _is_hushed(self, interaction: Interaction) -> bool:
        """Whether what a person's own app says here is for their eyes only."""
        guild = interaction.channel.guild
        if guild is None or guild.id in self._world.guilds:
            return False
        return not guild.permissions(interaction.user, interaction.channel) & USE_EXTERNAL_APPS

    def _hide(self, message: Message, user: User) -> None:
        message.only_for = user
        message.body["flags"] |= EPHEMERAL

    def _metadata(self, interaction: Interaction) -> Json:
        told: Json = {"id": interaction.id, "user": interaction.user.payload(), "authorizing_integration_owners": {}}
        if interaction.source is not None and interaction.kind == rules.COMPONENT:
            return {**told, "type": rules.COMPONENT, "interacted_message_id": interaction.source.id}
        if interaction.kind == rules.SUBMIT:
            command = {"id": interaction.id, "type": rules.COMMAND, "authorizing_integration_owners": {}}
            return {**told, "type": rules.SUBMIT, "triggering_interaction_metadata": command}
        return {**told, "type": rules.COMMAND}
