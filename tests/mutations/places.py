"""The faults of what places set for themselves."""

from typing import Final

from tests.mutations.mutation import Mutation

_PLACES: Final = "bot/places.py"
_COOLDOWN: Final = "bot/cooldown.py"
_STORED: Final = "storage/places.py"
_ANSWERS: Final = "handlers/discord/answers.py"
_WHERE: Final = "handlers/discord/places.py"
_MANNERS: Final = "handlers/manners.py"

PLACES: Final = (
    Mutation(
        "settings of a server that the bot has left",
        _PLACES,
        "return NOTHING_SET if place.kind is PlaceKind.ABROAD else await",
        "return NOTHING_SET if place.kind is None else await",
        "test_places.py::test_settings_of_one_place_show_in_no_other",
    ),
    Mutation(
        "a closed show chosen",
        _PLACES,
        "for show in _named(slugs, shows.open)",
        "for show in await self._store.read(lambda snapshot: snapshot.shows()) if show.slug in slugs",
        "test_places.py::test_a_private_show_is_no_choice_of_a_place_that_it_is_not_open_to",
    ),
    Mutation(
        "settings kept although another process changed them",
        _STORED,
        "if version != self._version or",
        "if self._version is None or",
        "test_places.py::test_what_another_process_sets_counts_at_once",
    ),
    Mutation(
        "settings read behind searches",
        "storage/sqlite.py",
        "SettingsReader(path, _connect_reader)",
        "SettingsReader(path, _connect_reader); self._settings._pool = pool",
        "test_places.py::test_settings_are_read_beside_searches_that_take_all_threads",
    ),
    Mutation(
        "a change made of what was read before",
        _STORED,
        "then = change(_settings(await cursor.fetchone()))",
        "then = change(NOTHING_SET if await cursor.fetchone() else NOTHING_SET)",
        "test_places.py::test_one_setting_leaves_the_others",
    ),
    Mutation(
        "full buckets kept",
        _COOLDOWN,
        "if full_s > now_s)",
        "if full_s)",
        "test_cooldown.py::test_buckets_that_are_full_again_are_forgotten",
    ),
    Mutation(
        "a refused search paid for",
        _COOLDOWN,
        "        if longest.seconds:\n            return longest\n        self._people.take(whose, person, now_s)\n",
        "        self._people.take(whose, person, now_s)\n        if longest.seconds:\n            return longest\n",
        "test_cooldown.py::test_being_told_to_wait_costs_nothing",
    ),
    Mutation(
        "the asker's own word passed over",
        _ANSWERS,
        "        if is_public is None:\n            is_public",
        "        if known is not None:\n            is_public",
        "test_settings_discord.py::test_what_the_asker_says_goes_before_what_the_server_set",
    ),
    Mutation(
        "late settings shown to everybody",
        _ANSWERS,
        "is_public = known is not None and not known.is_private",
        "is_public = known is None or not known.is_private",
        "test_settings_discord.py::test_an_answer_whose_settings_do_not_come_at_once_is_private_and_has_the_rest_of_them",
    ),
    Mutation(
        "being too fast told to everybody",
        _ANSWERS,
        "await interaction.response.send_message(embed=embed, ephemeral=True,",
        "await interaction.response.send_message(embed=embed, ephemeral=False,",
        "test_settings_discord.py::test_who_searches_too_fast_is_told_so_alone_and_may_go_on_after_that",
    ),
    Mutation(
        "one person's answer in the server's language",
        _WHERE,
        "    return words if is_own else place_words(settings, words)\n",
        "    return place_words(settings, words) if is_own else place_words(settings, words)\n",
        "test_settings_discord.py::test_what_everybody_sees_is_in_the_servers_language_and_what_one_sees_in_theirs",
    ),
    Mutation(
        "a role passed on",
        _WHERE,
        "        by_role=by_role,\n",
        "        by_role=False,\n",
        "test_settings_discord.py::test_members_of_the_role_manage_and_pass_it_on_to_nobody",
    ),
    Mutation(
        "everybody made a manager",
        "handlers/discord/roles.py",
        "return None if role is None or role.is_default() else",
        "return None if role is None else",
        "test_settings_discord.py::test_no_role_but_one_of_the_server_is_taken_and_never_everybodys",
    ),
    Mutation(
        "no limit in a private chat",
        _MANNERS,
        "(place.kind is PlaceKind.GROUP and asked.may_manage)",
        "asked.may_manage",
        "test_settings_chat.py::test_nobody_manages_how_fast_they_ask_alone",
    ),
    Mutation(
        "a flood answered by another",
        "handlers/telegram/commands.py",
        "    if not naji.cooldown.may_tell(asked.place, asked.asker):\n        return True\n",
        "",
        "test_settings_telegram.py::test_who_searches_too_fast_is_told_once_a_minute_and_then_not_answered",
    ),
)
