"""The faults: where each is put in, and the smallest test that has to notice it."""

from typing import Final

from tests.mutations.daily import DAILY
from tests.mutations.mutation import Mutation
from tests.mutations.picks import PICKS
from tests.mutations.places import PLACES
from tests.mutations.sources import FEEDS, SOURCES
from tests.mutations.withheld import OFFERED, WITHHELD

_ANSWERS: Final = "handlers/discord/answers.py"
_WIRE: Final = "handlers/discord/wire.py"
_FACES: Final = "handlers/discord/render.py"
_TELEGRAM: Final = "handlers/telegram/client.py"
_COMMANDS: Final = "handlers/telegram/commands.py"
_BUTTONS: Final = "handlers/telegram/buttons.py"
_SCREEN: Final = "handlers/telegram/render.py"
_LANES: Final = "handlers/telegram/order.py"
_SENDING: Final = "bot/sending.py"
_DEFER: Final = "        await interaction.response.defer(ephemeral=not is_public)\n"
_WORK: Final = (
    "        settings = known or await settings_here(bot, place)\n"
    "        words = words_in(interaction, self._language, settings, is_private=not is_public)\n"
    "        asked = _asked(interaction, words, settings, is_private=not is_public)\n"
    "        answered = await functions.answer(bot, asked, function.name, values)\n"
)

DISCORD: Final = (
    Mutation(
        "no deferral",
        _ANSWERS,
        _DEFER,
        "",
        "test_discord_answers.py::test_a_quote_is_deferred_and_answered_for_the_askers_eyes",
    ),
    Mutation(
        "late deferral",
        _ANSWERS,
        _DEFER + _WORK,
        _WORK + _DEFER,
        "test_discord_answers.py::test_the_deferral_comes_before_the_work",
    ),
    Mutation(
        "ephemeral lost",
        _ANSWERS,
        _DEFER,
        _DEFER.replace("not is_public", "False"),
        "test_discord_answers.py::test_a_quote_is_deferred_and_answered_for_the_askers_eyes",
    ),
    Mutation(
        "somebody else's answer edited in place",
        _ANSWERS,
        "begun.user.id == user_id",
        "bool(begun.user.id)",
        "test_discord_answers.py::test_a_public_answer_pressed_by_somebody_else_gives_them_their_own",
    ),
    Mutation(
        "too many buttons",
        _FACES,
        "most = BUTTONS_A_ROW * (ROWS if",
        "most = 1 + BUTTONS_A_ROW * (ROWS if",
        "test_discord_render.py::test_the_longest_reply_keeps_every_limit",
    ),
    Mutation(
        "unescaped Markdown",
        _FACES,
        'return _MARKUP.sub(r"\\\\\\g<0>", clean(text))',
        "return clean(text)",
        "test_discord_answers.py::test_what_was_said_and_asked_calls_nobody",
    ),
    Mutation(
        "allowed mentions dropped",
        _FACES,
        "discord.AllowedMentions.none()",
        "discord.AllowedMentions.all()",
        "test_discord_answers.py::test_what_was_said_and_asked_calls_nobody",
    ),
    Mutation(
        "query in a custom_id",
        "handlers/reply.py",
        "buttons.append(Button(Action.OPEN, search, ",
        "buttons.append(Button(Action.OPEN, found.text, ",
        "test_app_serve.py::test_every_button_works_before_and_after_a_restart",
    ),
    Mutation(
        "sync on every start",
        "handlers/discord/client.py",
        "if await self._store.read(lambda snapshot: snapshot.remembered(key)) == now:",
        "if not now:",
        "test_discord_commands.py::test_commands_are_sent_once_and_again_only_when_they_changed",
    ),
    Mutation(
        "intents too many",
        "handlers/discord/client.py",
        "discord.Intents(guilds=True)",
        "discord.Intents.default()",
        "test_discord_client.py::test_it_asks_for_the_guilds_intent_only",
    ),
    Mutation(
        "4014 retried",
        _WIRE,
        " or code == DISALLOWED_INTENTS",
        "",
        "test_app_serve.py::test_an_intent_that_discord_refuses_leaves_telegram_answering",
    ),
    Mutation(
        "401 retried",
        _WIRE,
        "isinstance(error, discord.LoginFailure) or unauthorised or code",
        "code",
        "test_discord_wire.py::test_what_trying_again_does_not_mend_has_a_sentence",
    ),
    Mutation(
        "an abroad server taken for a member",
        "handlers/discord/places.py",
        "PlaceKind.GROUP if _is_member(interaction) else PlaceKind.ABROAD",
        "PlaceKind.GROUP",
        "test_discord_places.py::test_a_server_without_the_bot_is_abroad_and_nobody_manages_anything_there",
    ),
)

TELEGRAM: Final = (
    Mutation(
        "65 bytes of callback data",
        _SCREEN,
        '{button.position}"\n    if len(data.encode()) > MAX_DATA_BYTES:',
        '{button.position:050}"\n    if data.isspace():',
        "test_app_serve.py::test_both_platforms_answer_commands_text_and_inline",
    ),
    Mutation(
        "callback unanswered",
        _BUTTONS,
        "        await notify(query)\n        await edit(",
        "        await edit(",
        "test_app_serve.py::test_every_button_works_before_and_after_a_restart",
    ),
    Mutation(
        "unescaped HTML",
        _SCREEN,
        "text = escape(run.text)",
        "text = run.text",
        "test_telegram_chat.py::test_words_that_look_like_markup_are_shown_as_they_are",
    ),
    Mutation(
        "link preview on",
        _COMMANDS,
        "LinkPreviewOptions(is_disabled=True)",
        "LinkPreviewOptions(is_disabled=False)",
        "test_telegram_chat.py::test_an_answer_shows_no_preview_of_its_link",
    ),
    Mutation(
        "concurrent updates off",
        _TELEGRAM,
        ".concurrent_updates(lanes)",
        ".concurrent_updates(False)",
        "test_telegram_faults.py::test_a_chat_whose_answer_is_held_up_delays_no_other_and_keeps_its_order",
    ),
    Mutation(
        "one chat's order lost",
        _LANES,
        "async with lane.lock, self._places:\n                await coroutine\n",
        "async with self._places:\n                await coroutine\n",
        "test_telegram_order.py::test_one_chats_updates_are_handled_in_order_and_other_chats_meanwhile",
    ),
    Mutation(
        "a second scheduler, PTB's job queue, on",
        _TELEGRAM,
        "            .job_queue(None)\n",
        "",
        "test_app_serve.py::test_no_scheduler_runs_beside_the_bots_own",
    ),
    Mutation(
        "rate limiter without retries",
        "handlers/telegram/flood.py",
        "MAX_RETRIES: Final = 3",
        "MAX_RETRIES: Final = 0",
        "test_telegram_faults.py::test_an_answer_that_came_too_fast_is_sent_later",
    ),
    Mutation(
        "a repeated update answered again",
        _LANES,
        "if update.update_id in self._seen:",
        "if update.update_id < 0:",
        "test_telegram_chat.py::test_a_duplicated_update_is_answered_once",
    ),
    Mutation(
        "offset forgotten at the end",
        _TELEGRAM,
        "await _bounded(app.updater.stop())",
        "await app.updater.bot.get_me()",
        "test_telegram_ending.py::test_what_was_answered_is_not_sent_again_after_a_restart",
    ),
    Mutation(
        "message edited without its keyboard",
        _BUTTONS,
        "            reply_markup=screen.keyboard,\n",
        "",
        "test_telegram_buttons.py::test_a_hit_is_opened_widened_left_for_its_neighbour_and_for_its_page",
    ),
    Mutation(
        "private show leaked in inline",
        "handlers/telegram/inline.py",
        "PlaceKind.ABROAD)",
        "PlaceKind.OPERATOR)",
        "test_telegram_inline.py::test_private_shows_do_not_answer_inline_wherever_it_is_typed",
    ),
    Mutation(
        "a refused token retried",
        _TELEGRAM,
        "if self._line.refused.is_set():",
        "if self._bot is not None:",
        "test_telegram_faults.py::test_a_refused_token_is_one_sentence_and_no_second_try",
    ),
)

BOTH: Final = (
    Mutation(
        "foreign button obeyed",
        "bot/quotes.py",
        "(search.asker, search.place) != (presser.asker, presser.place.key)",
        "search.place != presser.place.key",
        "test_telegram_buttons.py::test_somebody_elses_button_says_why_and_changes_nothing",
    ),
    Mutation(
        "scope forgotten in a clip",
        "bot/clips.py",
        "snapshot, typed_id, self._access.scope(snapshot, place), lines, Withholding(snapshot, place)",
        "snapshot, typed_id, Access({}).scope(snapshot, place), lines, Withholding(snapshot, place)",
        "test_discord_places.py::test_the_id_of_a_private_shows_clip_opens_nothing_elsewhere",
    ),
    Mutation(
        "one nonce for two places",
        "bot/daily.py",
        'named = (destination.place.key, destination.channel, f"{',
        'named = (f"{',
        "test_daily_rule.py::test_a_nonce_is_a_slots_own_and_fits",
    ),
    Mutation(
        "daylight saving rule dropped",
        "bot/daily.py",
        "    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):\n        return instant\n",
        "    if instant:\n        return instant\n",
        "test_daily_rule.py::test_times_that_are_leapt_over_or_shown_twice_are_due_once",
    ),
    Mutation(
        "sending repeated on Telegram",
        _SENDING,
        "frozenset({Platform.DISCORD})",
        "frozenset({Platform.DISCORD, Platform.TELEGRAM})",
        "test_daily_posting.py::test_on_telegram_an_unknown_outcome_stays_unknown_and_is_never_repeated",
    ),
    Mutation(
        "claim forgotten",
        _SENDING,
        "        if not await (self._store.claim_slot(claimed) if seen is None",
        "        if False and not await (self._store.claim_slot(claimed) if seen is None",
        "test_daily_crash.py::test_two_processes_on_one_store_post_each_slot_once",
    ),
    Mutation(
        "sending not written before the request",
        _SENDING,
        "if not await self._store.replace_slot(claimed, sending):",
        "if not sending:",
        "test_daily_posting.py::test_the_sending_is_written_directly_before_the_request",
    ),
    Mutation(
        "a post sent again without looking for it",
        _SENDING,
        "        if message is not None:\n            return await self._sent(schedule, taken, message)\n",
        "",
        "test_daily_found.py::test_a_post_that_stands_is_recorded_and_not_sent_again",
    ),
    Mutation(
        "a repeat that may be repeated",
        "bot/posting.py",
        "if old is not None and old.state not in _NOTHING_POSTED:",
        "if old is not None and old.state is SlotState.UNKNOWN:",
        "test_daily_by_hand.py::test_an_unknown_post_is_posted_again_with_its_clip_and_once_however_often_it_is_asked_for",
    ),
    Mutation(
        "trouble told each day",
        "bot/telling.py",
        "if await self.store.warn_of_schedule(schedule.id, reason.code):",
        "if reason.code:",
        "test_daily_trouble.py::test_a_library_with_nothing_to_post_is_told_once_until_something_was_posted",
    ),
    Mutation(
        "everyone called by a post",
        "handlers/discord/outbox.py",
        "post.plan.role.isdigit() and post.plan.role != post.destination.place.id",
        "post.plan.role.isdigit()",
        "test_discord_posts.py::test_a_post_never_calls_everyone",
    ),
    Mutation(
        "an unreadable history taken for an empty one",
        "handlers/discord/outbox.py",
        "if read == MOST_READ or (not read and not _may_read(client, destination)):",
        "if read == MOST_READ:",
        "test_discord_posts.py::test_where_the_history_may_not_be_read_nothing_is_known",
    ),
    Mutation(
        "one server's channels before all others",
        "bot/standing.py",
        "turned.append((work.instant, turns[key], work))",
        "turned.append((work.instant, 0, work))",
        "test_daily_order.py::test_of_one_instant_each_place_has_its_turn_before_the_second_of_any",
    ),
    Mutation(
        "token in the log",
        "handlers/redaction.py",
        "self.covered(_message(record)), ()",
        "_message(record), ()",
        "test_app_serve.py::test_tokens_stand_in_no_line_of_the_log_at_debug",
    ),
    Mutation(
        "sample shown on a platform",
        "bot/app.py",
        "replace(library.bot(), by_hand",
        "replace(library.bot(sample=True), by_hand",
        "test_app_serve.py::test_both_platforms_answer_commands_text_and_inline",
    ),
    Mutation(
        "a refused chat ends the other",
        "handlers/service.py",
        '        _LOG.error("%s: %s", chat.platform.value, error_sentence(error, words))\n',
        "        raise\n",
        "test_service.py::test_a_chat_that_cannot_go_on_ends_alone_with_a_sentence",
    ),
    Mutation(
        "a chat left running at the end",
        "handlers/service.py",
        "        await _ended((*reversed(running), *keeping, stopping))\n",
        "        await _ended((*keeping, stopping))\n",
        "test_service.py::test_the_clock_stops_first_and_the_chats_end_in_reverse",
    ),
)

MUTATIONS: Final = (*DISCORD, *TELEGRAM, *BOTH, *FEEDS, *SOURCES, *PICKS, *PLACES, *DAILY, *WITHHELD, *OFFERED)
