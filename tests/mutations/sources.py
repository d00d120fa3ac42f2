"""The faults of feeds and of folders that are followed."""

from typing import Final

from tests.mutations.mutation import Mutation

_CLIENT: Final = "bot/web/client.py"
_FOLLOWER: Final = "bot/transcripts/following.py"

FEEDS: Final = (
    Mutation(
        "a name that leads to the local network asked",
        _CLIENT,
        'if not all(self._may_ask(each["host"]) for each in found):',
        "if not found:",
        "test_web_client.py::test_a_name_that_leads_to_the_local_network_is_not_asked",
    ),
    Mutation(
        "redirects not looked at",
        _CLIENT,
        "url = self._checked(way.url)",
        "url = URL(way.url)",
        "test_web_client.py::test_a_redirect_leads_to_no_other_place_than_an_address_may",
    ),
    Mutation(
        "a bomb unpacked whole",
        _CLIENT,
        "max_bytes + 1 - len(body)",
        "0",
        "test_web_client.py::test_a_bomb_is_stopped_at_the_limit",
    ),
    Mutation(
        "the operator's transcript written over",
        "bot/feeds/looking.py",
        "if there is not None and not there.startswith(FED):",
        "if there == FED:",
        "test_feeds_operator.py::test_the_operators_transcript_stays_and_gets_the_feeds_facts",
    ),
    Mutation(
        "an operator's file of the last minutes written over",
        "bot/feeds/looking.py",
        "if await self._is_the_operators(slug, kept.stem):",
        "if False:",
        "test_feeds_operator.py::test_a_transcript_that_the_operator_imports_while_a_round_goes_on_stays",
    ),
    Mutation(
        "one feed keeps the others waiting",
        "handlers/feed_rounds.py",
        "                with _going_on():\n                    self.log",
        "                if feed:\n                    self.log",
        "test_feed_rounds.py::test_a_feed_that_goes_wrong_keeps_no_other_waiting",
    ),
    Mutation(
        "a feed follows two addresses in a circle",
        "bot/feeds/following.py",
        "others | {feed.moved_from}",
        "others",
        "test_feeds_moving.py::test_two_addresses_that_name_each_other_are_no_circle",
    ),
    Mutation(
        "a trouble told each time",
        "bot/feeds/following.py",
        "is_new = old is None or",
        "is_new = True or",
        "test_feeds_trouble.py::test_trouble_is_new_once",
    ),
    Mutation(
        "what has not changed written",
        "bot/feeds/following.py",
        "if after != feed:",
        "if after:",
        "test_feeds_following.py::test_what_has_not_changed_is_not_written",
    ),
    Mutation(
        "Retry-After passed over",
        "bot/feeds/fetching.py",
        "max(wait_s(tries, self.chance), asked_s)",
        "wait_s(tries, self.chance)",
        "test_feeds_trouble.py::test_a_server_that_asks_to_wait_a_moment_is_waited_for",
    ),
)

SOURCES: Final = (
    Mutation(
        "an unmounted folder empties its show",
        _FOLLOWER,
        "    return gone < known and (gone <= FEW_GONE or gone * 2 <= known)\n",
        "    return True\n",
        "test_transcripts_following_gone.py::test_a_folder_that_is_empty_or_missing_takes_nothing_out_and_is_told_once",
    ),
    Mutation(
        "a file that is away for a moment is gone",
        _FOLLOWER,
        "        ready = gone if remove else gone & self._gone\n",
        "        ready = gone\n",
        "test_transcripts_following_gone.py::test_a_file_that_is_away_for_a_moment_takes_nothing_out",
    ),
    Mutation(
        "a file is read while it is written",
        _FOLLOWER,
        "        self._waits |= not is_written\n        return is_written\n",
        "        return True\n",
        "test_transcripts_following.py::test_a_file_that_is_being_written_is_waited_for",
    ),
    Mutation(
        "a recognised transcript goes before a corrected one",
        "bot/transcripts/trust.py",
        "            each.is_corrected,\n",
        "            not each.is_corrected,\n",
        "test_transcripts_trust.py::test_a_corrected_file_is_the_same_episode_and_takes_its_place",
    ),
    Mutation(
        "a clip goes to the nearest words that are the same",
        "bot/search/moving.py",
        "        spot = exact if exact and (aligned is None or _meet(exact, aligned)) else aligned\n",
        "        spot = _nearest(self._new.spots(clip.words), clip.start_ms) or aligned\n",
        "test_search_moving.py::test_of_words_that_are_said_twice_each_clip_goes_to_its_own",
    ),
    Mutation(
        "an import takes back what was said by hand",
        "storage/rows.py",
        'NUMBER = "coalesce(set_number, number, fed_number, named_number)"\n',
        'NUMBER = "coalesce(number, set_number, fed_number, named_number)"\n',
        "test_storage_contract_sources.py::test_what_is_said_by_hand_goes_before_what_was_imported_and_outlives_it",
    ),
    Mutation(
        "an episode names itself",
        "bot/references.py",
        "        if meant is not None and meant.id != own.id:\n",
        "        if meant is not None:\n",
        "test_references.py::test_the_episode_that_is_meant_is_told_and_none_that_may_not_be",
    ),
    Mutation(
        "another show's episode is meant",
        "bot/references.py",
        "snapshot.episodes(Scope(frozenset({episode.show.id})))",
        "snapshot.episodes(Scope(frozenset(show.id for show in snapshot.shows())))",
        "test_references.py::test_an_episode_of_another_show_is_never_meant",
    ),
)
