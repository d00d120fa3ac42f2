"""The faults of what people do with the clip of the day from the chats."""

from typing import Final

from tests.mutations.mutation import Mutation

_SCHEDULES: Final = "bot/schedules.py"
_FUNCTIONS: Final = "handlers/daily_functions.py"

DAILY: Final = (
    Mutation(
        "options that were not named are lost",
        _SCHEDULES,
        "planned(before.plan if before else USUAL_PLAN,",
        "planned(USUAL_PLAN,",
        "test_schedules.py::test_setting_it_again_changes_what_is_named_and_keeps_the_rest",
    ),
    Mutation(
        "a schedule kept to a show that is closed to its place",
        _SCHEDULES,
        "shows = [show for show in snapshot.shows() if show.id in scope.shows]",
        "shows = [show for show in snapshot.shows() if scope]",
        "test_schedules.py::test_a_schedule_is_kept_to_a_show_that_answers_there_only",
    ),
    Mutation(
        "left out although somebody posted it meanwhile",
        _SCHEDULES,
        "            if await self._store.claim_slot(\n",
        "            if True or await self._store.claim_slot(\n",
        "test_schedules_resting.py::test_a_post_that_was_begun_meanwhile_is_not_left_out_but_the_next_one",
    ),
    Mutation(
        "a day that was left out hides one that was missed before it",
        "bot/daily.py",
        "if slot in last_slots and (instant is None or instant <= now):",
        "if slot in last_slots:",
        "test_daily_rule.py::test_one_that_was_left_out_ahead_of_its_time_hides_none_before_it",
    ),
    Mutation(
        "whoever opted out is written down",
        _SCHEDULES,
        'return "" if not asker or snapshot.opted_out(asker) else asker',
        "return asker",
        "test_schedules.py::test_whoever_opted_out_of_being_kept_is_not_written_down",
    ),
    Mutation(
        "a post that was sent is due again",
        _SCHEDULES,
        "if record is None or record.state is not SlotState.SKIPPED or not",
        "if record is None or not",
        "test_schedules_resting.py::test_what_is_not_left_out_says_so",
    ),
    Mutation(
        "what was missed is posted after all",
        _SCHEDULES,
        "        if has_come(schedule, slot, self._clock.now()):\n            raise",
        "        if slot.nth:\n            raise",
        "test_schedules_resting.py::test_what_is_over_stays_left_out",
    ),
    Mutation(
        "a slot that somebody has claimed by now is freed",
        "storage/schedules.py",
        "DELETE FROM slot\nWHERE schedule_id = ? AND day = ? AND nth = ? AND state = ? AND owner = ? AND lease_us = ?",
        "DELETE FROM slot\nWHERE schedule_id = ? AND day = ? AND nth = ? AND ? <> '' AND ? <> '' AND ? > 0",
        "test_storage_schedules.py::test_a_slot_that_is_freed_can_be_claimed_anew_and_is_freed_as_seen_only",
    ),
    Mutation(
        "who has posts pinned where the bot may not is not told",
        "handlers/telegram/doorman.py",
        'return () if is_given else ("pin",)',
        "return ()",
        "test_telegram_rights.py::test_it_tells_what_the_bot_has_no_right_for",
    ),
    Mutation(
        "a channel told as a number",
        "handlers/discord/render.py",
        "if channel := _NAMED.fullmatch(run.channel):",
        "if channel := _NAMED.fullmatch(run.link or ''):",
        "test_discord_render.py::test_a_person_and_a_channel_of_discord_are_named_by_their_client",
    ),
    Mutation(
        "anybody posts again",
        _FUNCTIONS,
        "    if not await _manages(asked, schedule):\n",
        "    if not schedule:\n",
        "test_daily_now.py::test_posting_again_is_for_those_who_manage_there",
    ),
    Mutation(
        "managers of one place post again in another",
        _FUNCTIONS,
        "or destination.place.key == asked.place.key:",
        "or destination.place.key:",
        "test_daily_now.py::test_posting_again_is_for_those_who_manage_there",
    ),
    Mutation(
        "the words of a hidden clip in what was posted",
        "bot/slot_history.py",
        "amended is not None and withholding.shows(amended)",
        "amended is not None",
        "test_slot_history.py::test_a_hidden_clip_is_told_without_its_words",
    ),
    Mutation(
        "a private show's clip told elsewhere",
        "bot/slot_history.py",
        "self._access.scope(snapshot, place)",
        "Access({}).scope(snapshot, place)",
        "test_slot_history.py::test_a_clip_is_told_where_it_may_be_seen",
    ),
)
