"""One interaction: acknowledged first, then one use case, then one edit."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Final

import discord

from bot.errors import NajiError, NotFoundError, UsageError
from bot.model import Place
from bot.place_settings import NOTHING_SET, PlaceSettings
from handlers import functions
from handlers.asking import Asked, Bot, Function, Values
from handlers.discord.forms import END, START, times_modal, typed_in
from handlers.discord.menus import words_of
from handlers.discord.places import Interaction, asked_in, place_of, words_in
from handlers.discord.render import NO_MENTIONS, Carried, carried_by, relabelled, rendered
from handlers.discord.sharing import delete, may_be_shared, share, sharer_of, take_back
from handlers.discord.typing import Choice, choices, typing_in
from handlers.functions import FREE_TEXT
from handlers.locale import Words
from handlers.manners import settings_here, slower, too_fast
from handlers.messages import Action, Reply, sentences
from handlers.reply import sorry
from handlers.trim_functions import cut, trimming_of

Choose = Callable[[], Awaitable[Bot]]
"""Who answers now; asked for every interaction, so that the sample show gives way once the library has its own. It is
asked before the interaction is acknowledged: it must not take long."""

LOOK_S: Final = 0.2
"""How long an interaction stays unacknowledged for what its place has set, which takes a thousandth of that; Discord
takes three seconds at most, the way there and back included."""


Work = Callable[[Bot, Asked], Awaitable[Reply]]
LOOKED_AT_WITHIN_S: Final = 1.5
"""How long a clip is waited for that a form is filled in with: Discord waits three seconds for the form."""


class Answers:
    """Answers commands and buttons.

    Args:
        choose: who answers.
        language: for those whose language has no catalogue.
    """

    def __init__(self, choose: Choose, language: str) -> None:
        self._choose = choose
        self._language = language

    async def run(
        self, interaction: Interaction, function: Function, values: Values, *, is_public: bool | None
    ) -> None:
        """Answer a command, to the asker only or to everybody: a deferral decides that for good.

        Where `is_public` is None the place has decided, and where what it set does not come at once, the asker only.
        """
        bot, place = await self._choose(), place_of(interaction)
        known = await _soon(bot, place)
        if await self._slowed(interaction, function, bot, known or NOTHING_SET):
            return
        if is_public is None:
            is_public = known is not None and not known.is_private
        await interaction.response.defer(ephemeral=not is_public)
        settings = known or await settings_here(bot, place)
        words = words_in(interaction, self._language, settings, is_private=not is_public)
        asked = _asked(interaction, words, settings, is_private=not is_public)
        answered = await functions.answer(bot, asked, function.name, values)
        await self._edit(interaction, answered, words, bot)

    async def _slowed(self, interaction: Interaction, function: Function, bot: Bot, settings: PlaceSettings) -> bool:
        """Tell somebody who searches too fast so, and nobody else; whether they do."""
        words = words_in(interaction, self._language, settings, is_private=True)
        wait = too_fast(bot, asked_in(interaction, words, settings), function, settings)
        if wait is None:
            return False
        await _whisper(interaction, slower(wait, words))
        return True

    async def press(self, interaction: Interaction) -> None:
        """Answer a button or a choice from a menu."""
        carried = carried_by(interaction.data)
        if carried is not None and carried.action in (Action.SHARE, Action.DELETE):
            await self._pass_on(interaction, carried)
        elif carried is not None and carried.action is Action.TIMES:
            await self._ask_times(interaction, carried.id)
        elif carried is not None and carried.action is Action.VOTE:
            await self._count(interaction, carried)
        else:
            await self._respond(interaction, partial(_pressed, carried))

    async def find(self, interaction: Interaction, message: discord.Message) -> None:
        """Look for what a message says; only whoever asks sees the answer."""

        async def nothing(_bot: Bot, asked: Asked) -> Reply:
            return functions.apology(UsageError("discord.no_words"), asked)

        said = words_of(message)
        if said:
            await self.run(interaction, FREE_TEXT, {"text": said}, is_public=False)
        else:
            await self._whispered(interaction, nothing)

    async def delete(self, interaction: Interaction, message: discord.Message) -> None:
        """Take a post of the bot back."""

        async def deleted(asked: Asked) -> Reply:
            await delete(interaction, message, asked)
            return sentences(asked.words.say("discord.deleted"))

        async def work(_bot: Bot, asked: Asked) -> Reply:
            return await functions.excused(deleted(asked), asked)

        await self._whispered(interaction, work)

    async def _whispered(self, interaction: Interaction, work: Work) -> None:
        """Answer a command of a message, for its user's eyes only."""
        await interaction.response.defer(ephemeral=True)
        bot, asked, _ = await self._private(interaction)
        await self._edit(interaction, await work(bot, asked), asked.words, bot)

    async def _private(self, interaction: Interaction) -> tuple[Bot, Asked, PlaceSettings]:
        """Who answers what only the asker sees, by whom it is asked, and what their place has set."""
        bot = await self._choose()
        settings = await settings_here(bot, place_of(interaction))
        words = words_in(interaction, self._language, settings, is_private=True)
        return bot, _asked(interaction, words, settings, is_private=True), settings

    async def submit(self, interaction: Interaction) -> None:
        """Answer a form that was filled in."""
        carried = carried_by(interaction.data)
        if carried is None or carried.action is not Action.TIMES:
            await self._respond(interaction, partial(_pressed, None))
            return
        typed = typed_in(interaction.data)
        start, end = typed.get(START, ""), typed.get(END, "")

        async def work(bot: Bot, asked: Asked) -> Reply:
            return await functions.excused(cut(bot, asked, carried.id, start, end), asked)

        await self._respond(interaction, work)

    async def _respond(self, interaction: Interaction, work: Work) -> None:
        """Answer in place for whoever the message answers, else with an answer of their own.

        What refuses, or is told beside it, never takes the place of what stands there.
        """
        message = interaction.message
        in_place = message is not None and _answers(message, interaction.user.id)
        if in_place:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
        is_private = not in_place or (message is not None and message.flags.ephemeral)
        bot = await self._choose()
        settings = await settings_here(bot, place_of(interaction))
        words = words_in(interaction, self._language, settings, is_private=is_private)
        answered = await work(bot, _asked(interaction, words, settings, is_private=is_private))
        if in_place and (answered.refuses or answered.is_beside):
            await _whisper(interaction, answered)
        else:
            await self._edit(interaction, answered, words, bot)

    async def _ask_times(self, interaction: Interaction, clip_id: str) -> None:
        """Open the form: it has to be the first answer, so the clip is looked at before, if it is there in time."""
        words = words_in(interaction, self._language, is_private=True)
        asked = asked_in(interaction, words, NOTHING_SET)
        clip = None
        try:
            async with asyncio.timeout(LOOKED_AT_WITHIN_S):
                clip = await trimming_of(await self._choose()).clip(clip_id, asked.place)
        except TimeoutError:
            pass
        except NajiError as error:
            await _whisper(interaction, functions.apology(error, asked))
            return
        await interaction.response.send_modal(times_modal(clip_id, clip, words))

    async def _pass_on(self, interaction: Interaction, carried: Carried) -> None:
        """Share a clip, or take back what was shared; what speaks against it is a sentence beside the message."""
        await interaction.response.defer()
        bot, asked, settings = await self._private(interaction)
        try:
            if carried.action is Action.DELETE:
                await take_back(interaction, carried.id, asked)
            else:
                words = words_in(interaction, self._language, settings, is_private=False)
                await share(interaction, carried.id, bot, asked, words)
        except NajiError as error:
            await _whisper(interaction, functions.apology(error, asked))

    async def _count(self, interaction: Interaction, carried: Carried) -> None:
        """Count a vote: how many there are stands on the post's buttons; why one does not count is whispered."""
        await interaction.response.defer()
        bot, asked, _ = await self._private(interaction)
        answered = await _pressed(carried, bot, asked)
        if answered.relabelled and interaction.message is not None:
            await interaction.edit_original_response(view=relabelled(interaction.message, answered.relabelled))
        else:
            await _whisper(interaction, answered)

    async def suggest(self, interaction: Interaction) -> list[Choice]:
        """What is offered for an option while somebody types into it, which only they see."""
        typed = typing_in(interaction.data)
        if typed is None:
            return []
        words = words_in(interaction, self._language, is_private=True)
        return await choices(await self._choose(), asked_in(interaction, words, NOTHING_SET), *typed)

    async def _edit(self, interaction: Interaction, answered: Reply, words: Words, bot: Bot) -> None:
        shown = rendered(answered, words.say("console.sample") if bot.sample else "")
        await interaction.edit_original_response(embed=shown.embed, view=shown.view(), allowed_mentions=NO_MENTIONS)


async def _pressed(carried: Carried | None, bot: Bot, asked: Asked) -> Reply:
    if carried is None:
        return sorry(NotFoundError("search.gone"), asked.words)
    return await functions.press(bot, asked, carried.action, carried.id, carried.position)


def _asked(interaction: Interaction, words: Words, settings: PlaceSettings, *, is_private: bool) -> Asked:
    asked = asked_in(interaction, words, settings)
    return replace(asked, can_share=may_be_shared(asked, is_private=is_private), has_forms=True)


async def _whisper(interaction: Interaction, answered: Reply) -> None:
    """Say something to the asker alone, beside whatever stands there."""
    embed = rendered(answered).embed
    if interaction.response.is_done():
        await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NO_MENTIONS)
    else:
        await interaction.response.send_message(embed=embed, ephemeral=True, allowed_mentions=NO_MENTIONS)


async def _soon(bot: Bot, place: Place) -> PlaceSettings | None:
    """What the place has set; None where that takes too long."""
    try:
        async with asyncio.timeout(LOOK_S):
            return await settings_here(bot, place)
    except TimeoutError:
        return None


def _answers(message: discord.Message, user_id: int) -> bool:
    """Whether a message is this person's: only they see it, or it answers their command.

    What they shared is everybody's.
    """
    if sharer_of(message) is not None:
        return False
    begun = message.interaction_metadata
    return message.flags.ephemeral or (begun is not None and begun.user.id == user_id)
