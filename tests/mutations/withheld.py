"""The faults of what must not be shown, and of what is offered, passed on and sent in."""

from typing import Final

from tests.mutations.mutation import Mutation

_MODERATION: Final = "handlers/withheld_functions.py"
_CARDS: Final = "bot/cards.py"
_TYPING: Final = "bot/suggesting.py"
_SHARING: Final = "handlers/discord/sharing.py"
_ELSEWHERE: Final = "test_discord_everything.py::test_no_button_shows_anything_of_a_private_show_elsewhere"
_SCOPE: Final = "            scope = self._access.scope(snapshot, place)\n"

WITHHELD: Final = (
    Mutation(
        "what was withheld opened by its offer",
        "bot/offers.py",
        "if not withholding.shows(amended_clip(snapshot, clip)):",
        "if not clip.words:",
        "test_withheld_offers.py::test_what_was_sent_inline_before_it_was_withheld_stays_closed",
    ),
    Mutation(
        "what was withheld found",
        "bot/quotes.py",
        "hits = withholding.hits(amended_hits(snapshot, found))",
        "hits = amended_hits(snapshot, found)",
        "test_withholding.py::test_a_hidden_line_is_found_no_more_and_again_when_it_is_shown",
    ),
    Mutation(
        "what was withheld trimmed to",
        "bot/trimming.py",
        "if not withholding.shows(amended_clip(snapshot, made)):",
        "if not made.words:",
        "test_withheld_offers.py::test_nobody_trims_their_way_to_a_hidden_line",
    ),
    Mutation(
        "what was withheld listed among the saved",
        "bot/people.py",
        "if amended is not None and withholding.shows(amended) else None",
        "if amended is not None else None",
        "test_withheld_saved.py::test_a_saved_clip_is_listed_without_its_words_where_it_is_hidden",
    ),
    Mutation(
        "a listener hides by a moderator's button",
        _MODERATION,
        "return await _hide(bot, managing(asked), ",
        "return await _hide(bot, asked, ",
        "test_withheld_platforms.py::test_a_listener_who_presses_a_moderators_button_hides_nothing_on_discord",
    ),
    Mutation(
        "a report in place of its clip",
        "handlers/withheld_reply.py",
        "is_beside=True)",
        "is_beside=False)",
        "test_telegram_offers.py::test_every_button_does_something[report]",
    ),
    Mutation(
        "a private show's card opened elsewhere",
        _CARDS,
        _SCOPE + "            episode = next(",
        _SCOPE.replace("self._access", "Access({})") + "            episode = next(",
        f"{_ELSEWHERE}[card]",
    ),
    Mutation(
        "a private show's clip hidden elsewhere",
        "bot/moderation.py",
        "named_by(typed_id), self._access.scope(snapshot, who.place))\n            reach",
        "named_by(typed_id), Access({}).scope(snapshot, who.place))\n            reach",
        f"{_ELSEWHERE}[hide]",
    ),
)

OFFERED: Final = (
    Mutation(
        "a keystroke that nobody waits for searched for",
        _TYPING,
        "        self._supersede(question.asker)\n        typing = ",
        "        typing = ",
        "test_suggesting.py::test_a_keystroke_that_waits_is_dropped_when_its_person_types_on",
    ),
    Mutation(
        "a keystroke's search goes on though its person typed on",
        _TYPING,
        "            typing.is_over = True\n",
        "",
        "test_suggesting.py::test_a_search_that_is_under_way_ends_for_nothing_when_its_person_types_on",
    ),
    Mutation(
        "anybody's updates taken",
        "handlers/telegram/webhook.py",
        'if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), webhook.secret.encode()):',
        "if given is None:",
        "test_telegram_webhook.py::test_an_update_with_another_secret_is_refused_and_not_answered",
    ),
    Mutation(
        "shared by whom the channel does not let speak",
        _SHARING,
        "    check(interaction, asked)\n    opened = ",
        "    opened = ",
        "test_discord_sharing.py::test_nobody_says_by_the_bot_what_they_may_not_say_themselves",
    ),
    Mutation(
        "a post deleted by anybody",
        _SHARING,
        "    if not may_delete(interaction, sharer, asked):\n"
        '        raise UsageError("discord.not_yours")\n    await interaction',
        "    await interaction",
        "test_discord_sharing.py::test_those_who_manage_messages_take_it_back_and_nobody_else",
    ),
)
