"""The faults of choosing the clip of the day, and of what people want of it."""

from typing import Final

from tests.mutations.mutation import Mutation

_CHOOSING: Final = "bot/choosing.py"
_CURATING: Final = "bot/curating.py"
_ROUNDS: Final = "bot/rounds.py"
_PRESSES: Final = "handlers/pick_functions.py"
_THREE_TIMES: Final = "test_daily_rounds.py::test_of_thirty_clips_each_is_posted_three_times_in_ninety_days"

PICKS: Final = (
    Mutation(
        "a hidden pick posted",
        _CHOOSING,
        "if not withholding.shows(amended_clip(snapshot, clip)):",
        "if not clip.words:",
        "test_daily_wishes.py::test_a_pick_that_is_hidden_is_never_chosen",
    ),
    Mutation(
        "a sponsor's read posted as a pick",
        _CHOOSING,
        'return "suggest.aside" if is_aside else ""',
        'return "suggest.aside" if not clip.words else ""',
        "test_daily_wishes.py::test_a_pick_that_is_a_sponsors_is_never_chosen",
    ),
    Mutation(
        "a declined clip posted as it is liked",
        _CHOOSING,
        "return is_long and not is_known and not meets_any(span_of(clip), self._declined) and self._is_open(clip)",
        "return is_long and not is_known and self._is_open(clip)",
        "test_daily_wishes.py::test_what_was_declined_is_never_chosen_even_if_it_is_liked",
    ),
    Mutation(
        "a declined clip posted as one of the best",
        _CHOOSING,
        "                if not meets_any(span_of(clip), self._declined):\n",
        "                if clip.words:\n",
        "test_daily_wishes.py::test_what_was_declined_is_never_chosen_even_if_it_is_liked",
    ),
    Mutation(
        "the last post's episode again",
        _CHOOSING,
        "return not self._posted or identity(self._posted[-1]) != _identity(clip.episode)",
        "return True",
        _THREE_TIMES,
    ),
    Mutation(
        "rounds without an end",
        _ROUNDS,
        "                seen.clear()\n",
        "                pass\n",
        "test_daily_rounds.py::test_a_round_begins_anew_with_all_once_all_were_there",
    ),
    Mutation(
        "a topic again the next day",
        _CHOOSING,
        "return not any(is_one_topic(names, topic) for topic in self._topics)",
        "return True",
        "test_daily_wishes.py::test_a_topic_does_not_come_again_within_a_week_where_another_is_left",
    ),
    Mutation(
        "a member decides",
        _PRESSES,
        "await present(bot.curating).decide(who(managing(asked)), clip_id, Verdict.APPROVED)",
        "await present(bot.curating).decide(who(asked), clip_id, Verdict.APPROVED)",
        "test_curating.py::test_a_member_decides_nothing",
    ),
    Mutation(
        "a member passes a clip over",
        _PRESSES,
        "pass_over(who(managing(asked)), ",
        "pass_over(who(asked), ",
        "test_curating.py::test_a_member_decides_nothing",
    ),
    Mutation(
        "what the operator passes over is posted all the same",
        _CURATING,
        "self._decide(replace(who, place=place), clip,",
        "self._decide(who, clip,",
        "test_curating.py::test_what_the_operator_passes_over_is_never_posted_where_the_schedule_posts",
    ),
    Mutation(
        "a vote on a clip that is hidden",
        _CURATING,
        "if not Withholding(snapshot, presser.place).shows(amended_clip(snapshot, clip)):",
        "if not clip.words:",
        "test_curating.py::test_nobody_votes_on_what_is_hidden_or_not_there",
    ),
    Mutation(
        "the vote of somebody who opted out kept",
        "storage/picks.py",
        "            if await writer.execute_fetchall(_OPTED_OUT, (person,)):\n",
        "            if not person:\n",
        "test_storage_contract_picks.py::test_whoever_opted_out_has_no_vote_and_is_not_named",
    ),
    Mutation(
        "votes left behind by whoever is forgotten",
        "storage/people.py",
        '    "DELETE FROM vote WHERE person = ?",\n',
        "",
        "test_storage_people.py::test_forgetting_deletes_votes_and_open_suggestions_and_leaves_picks_without_a_name",
    ),
    Mutation(
        "a message edited with each vote",
        "handlers/telegram/counts.py",
        "        if wait_s <= 0:\n",
        "        if count:\n",
        "test_votes_telegram.py::test_a_message_is_edited_once_in_a_while_and_shows_what_counts_in_the_end",
    ),
    Mutation(
        "a vote answered in place of the post",
        "handlers/discord/answers.py",
        "        elif carried is not None and carried.action is Action.VOTE:\n",
        "        elif carried is None:\n",
        "test_votes_discord.py::test_votes_are_counted_on_the_buttons_of_the_post_and_nothing_else_changes",
    ),
)
