"""One interaction: acknowledged first, then one use case, then one edit."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import discord

from bot.errors import NotFoundError
from bot.model import Place
from bot.place_settings import NOTHING_SET, PlaceSettings
from handlers import functions
from handlers.asking import Bot, Function, Values
from handlers.discord.places import Interaction, asked_in, place_of, words_in
from handlers.discord.render import NO_MENTIONS, read_custom_id, rendered
from handlers.locale import Words
from handlers.manners import settings_here, slower, too_fast
from handlers.messages import Reply
from handlers.reply import sorry

Choose = Callable[[], Awaitable[Bot]]
"""Who answers now; asked for every interaction, so that the sample show gives way once the library has its own. It is
asked before the interaction is acknowledged: it must not take long."""

LOOK_S: Final = 0.2
"""How long an interaction stays unacknowledged for what its place has set, which takes a thousandth of that; Discord
takes three seconds at most, the way there and back included."""


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
        answered = await functions.answer(bot, asked_in(interaction, words, settings), function.name, values)
        await self._edit(interaction, answered, words, bot)

    async def _slowed(self, interaction: Interaction, function: Function, bot: Bot, settings: PlaceSettings) -> bool:
        """Tell somebody who searches too fast so, and nobody else; whether they do."""
        words = words_in(interaction, self._language, settings, is_private=True)
        wait = too_fast(bot, asked_in(interaction, words, settings), function, settings)
        if wait is None:
            return False
        embed = rendered(slower(wait, words)).embed
        await interaction.response.send_message(embed=embed, ephemeral=True, allowed_mentions=NO_MENTIONS)
        return True

    async def press(self, interaction: Interaction) -> None:
        """Answer a button: in place for whoever the message answers, else with an answer of the presser's own.

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
        data: Mapping[str, object] = {**(interaction.data or {})}
        carried = read_custom_id(str(data.get("custom_id")))
        if carried is None:
            answered = sorry(NotFoundError("search.gone"), words)
        else:
            asked = asked_in(interaction, words, settings)
            answered = await functions.press(bot, asked, carried.action, carried.id, carried.position)
        if in_place and (answered.refuses or answered.is_beside):
            await interaction.followup.send(
                embed=rendered(answered).embed, ephemeral=True, allowed_mentions=NO_MENTIONS
            )
        else:
            await self._edit(interaction, answered, words, bot)

    async def _edit(self, interaction: Interaction, answered: Reply, words: Words, bot: Bot) -> None:
        shown = rendered(answered, words.say("console.sample") if bot.sample else "")
        await interaction.edit_original_response(embed=shown.embed, view=shown.view(), allowed_mentions=NO_MENTIONS)


async def _soon(bot: Bot, place: Place) -> PlaceSettings | None:
    """What the place has set; None where that takes too long."""
    try:
        async with asyncio.timeout(LOOK_S):
            return await settings_here(bot, place)
    except TimeoutError:
        return None


def _answers(message: discord.Message, user_id: int) -> bool:
    """Whether a message is this person's: only they see it, or it answers their command."""
    begun = message.interaction_metadata
    return message.flags.ephemeral or (begun is not None and begun.user.id == user_id)
