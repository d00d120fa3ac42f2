"""One interaction: acknowledged first, then one use case, then one edit."""

from collections.abc import Awaitable, Callable, Mapping

import discord

from bot.errors import NotFoundError
from handlers import functions
from handlers.asking import Bot, Function, Values
from handlers.discord.places import Interaction, asked_in, words_in
from handlers.discord.render import NO_MENTIONS, read_custom_id, rendered
from handlers.discord.typing import Choice, choices, typing_in
from handlers.locale import Words
from handlers.messages import Reply
from handlers.reply import sorry

Choose = Callable[[], Awaitable[Bot]]
"""Who answers now; asked for every interaction, so that the sample show gives way once the library has its own."""


class Answers:
    """Answers commands and buttons.

    Args:
        choose: who answers.
        language: for those whose language has no catalogue.
    """

    def __init__(self, choose: Choose, language: str) -> None:
        self._choose = choose
        self._language = language

    async def run(self, interaction: Interaction, function: Function, values: Values, *, is_public: bool) -> None:
        """Answer a command, to the asker only or to everybody: a deferral decides that for good."""
        await interaction.response.defer(ephemeral=not is_public)
        bot = await self._choose()
        words = words_in(interaction, self._language, is_private=not is_public)
        answered = await functions.answer(bot, asked_in(interaction, words), function.name, values)
        await self._edit(interaction, answered, words, bot)

    async def press(self, interaction: Interaction) -> None:
        """Answer a button: in place for whoever the message answers, else with an answer of the presser's own.

        What refuses never takes the place of what stands there.
        """
        message = interaction.message
        in_place = message is not None and _answers(message, interaction.user.id)
        if in_place:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
        is_private = not in_place or (message is not None and message.flags.ephemeral)
        words = words_in(interaction, self._language, is_private=is_private)
        bot = await self._choose()
        data: Mapping[str, object] = {**(interaction.data or {})}
        carried = read_custom_id(str(data.get("custom_id")))
        if carried is None:
            answered = sorry(NotFoundError("search.gone"), words)
        else:
            asked = asked_in(interaction, words)
            answered = await functions.press(bot, asked, carried.action, carried.id, carried.position)
        if in_place and answered.refuses:
            await interaction.followup.send(
                embed=rendered(answered).embed, ephemeral=True, allowed_mentions=NO_MENTIONS
            )
        else:
            await self._edit(interaction, answered, words, bot)

    async def suggest(self, interaction: Interaction) -> list[Choice]:
        """What is offered for an option while somebody types into it, which only they see."""
        typed = typing_in(interaction.data)
        if typed is None:
            return []
        words = words_in(interaction, self._language, is_private=True)
        return await choices(await self._choose(), asked_in(interaction, words), *typed)

    async def _edit(self, interaction: Interaction, answered: Reply, words: Words, bot: Bot) -> None:
        shown = rendered(answered, words.say("console.sample") if bot.sample else "")
        await interaction.edit_original_response(embed=shown.embed, view=shown.view(), allowed_mentions=NO_MENTIONS)


def _answers(message: discord.Message, user_id: int) -> bool:
    """Whether a message is this person's: only they see it, or it answers their command."""
    begun = message.interaction_metadata
    return message.flags.ephemeral or (begun is not None and begun.user.id == user_id)
