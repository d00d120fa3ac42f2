"""Aliases: what a query is asked as besides, the operator's file, and what a place's moderators set."""

import os
from pathlib import Path

import pytest

from bot.aliases import (
    MOST_CHARS,
    MOST_OF_A_PLACE,
    MOST_OF_THE_FILE,
    MOST_SPELLINGS,
    NO_ALIASES,
    AliasFile,
    AliasProblem,
    checked,
    read_aliases,
)
from bot.amends import Alias, AliasId
from bot.errors import NotFoundError, UsageError
from bot.model import Show, ShowId
from bot.questions import Presser, Question
from bot.search.aliases import MOST_WIDENINGS, widened, with_aliases
from bot.search.wanted import Alternative, Wanted
from tests.amend_shop import GUILD, OTHER_GUILD, Shop

SMITH = Alias(AliasId(0), ("傘匠", "umbrella smith", "阿溫"))
FORGE = Alias(AliasId(0), ("鐵鋪", "forge"))


def texts(query: str, *aliases: Alias, most: int = MOST_WIDENINGS) -> list[str]:
    return [widening.text for widening in widened(query, aliases, most)]


# ---------------------------------------------------------------- widening


def test_a_spelling_gives_way_to_each_of_the_others() -> None:
    assert texts("傘匠說什麼", SMITH) == ["umbrella smith說什麼", "阿溫說什麼"]


def test_a_query_without_a_spelling_stays_alone() -> None:
    assert texts("護城河", SMITH) == []


@pytest.mark.parametrize("query", ["the forge is hot", "FORGE", "Ｆｏｒｇｅ", "forge's fire", "在forge裡"])
def test_latin_is_found_as_a_word_in_whatever_case_and_width(query: str) -> None:
    assert len(texts(query, FORGE)) == 1


@pytest.mark.parametrize("query", ["forged", "reforge", "forge2"])
def test_latin_is_not_found_inside_a_word(query: str) -> None:
    assert texts(query, FORGE) == []


def test_a_phrase_is_found_over_any_white_space() -> None:
    assert texts("Umbrella   Smith", SMITH) == ["傘匠", "阿溫"]


def test_han_is_found_anywhere_and_in_the_other_script() -> None:
    assert texts("这个铁铺", FORGE) == ["这个forge"]


def test_every_place_of_a_spelling_changes() -> None:
    assert texts("鐵鋪旁的鐵鋪", FORGE) == ["forge旁的forge"]


def test_the_longest_spelling_counts() -> None:
    assert texts("台積電", Alias(AliasId(0), ("台積", "台積電", "TSMC"))) == ["台積", "TSMC"]


def test_what_was_put_in_is_not_widened_again() -> None:
    chain = (Alias(AliasId(0), ("甲甲", "乙乙")), Alias(AliasId(0), ("乙乙", "丙丙")))
    assert texts("甲甲", *chain) == ["乙乙"]


def test_two_aliases_of_one_query_are_not_widened_at_once() -> None:
    assert texts("傘匠的鐵鋪", SMITH, FORGE) == ["umbrella smith的鐵鋪", "阿溫的鐵鋪", "傘匠的forge"]


def test_a_query_becomes_few_others() -> None:
    long = Alias(AliasId(0), tuple(f"名字{letter}" for letter in "甲乙丙丁戊己庚辛"))
    assert len(texts("名字甲", long)) == MOST_WIDENINGS


def test_the_same_text_is_asked_once() -> None:
    assert texts("鐵鋪", FORGE, Alias(AliasId(0), ("forge", "鐵鋪"))) == ["forge"]


def test_a_spelling_that_reads_the_same_is_none() -> None:
    assert texts("forge", Alias(AliasId(0), ("forge", "For-ge"))) == []


def test_letters_that_fold_to_several_keep_their_places() -> None:
    assert texts("㎏鐵鋪ﬁ", FORGE) == ["㎏forgeﬁ"]


def test_what_is_wanted_is_asked_first_and_says_which_alias_the_others_are_of() -> None:
    wanted = with_aliases(Wanted((Alternative("鐵鋪", without=("雨",)),)), [FORGE], [])
    assert wanted.alternatives == (
        Alternative("鐵鋪", without=("雨",)),
        Alternative("forge", without=("雨",), widened=True, alias=("鐵鋪", "forge")),
    )


def test_all_alternatives_together_become_few_others() -> None:
    either = Wanted((Alternative("傘匠"), Alternative("阿溫"), Alternative("鐵鋪")))
    alternatives = with_aliases(either, [SMITH, FORGE], []).alternatives
    assert [each.widened for each in alternatives] == [False] * 3 + [True] * MOST_WIDENINGS


def test_what_stands_in_quotes_is_meant_letter_for_letter() -> None:
    quoted = Wanted((Alternative("鐵鋪 傘匠", phrases=("鐵鋪",)),))
    assert [each.text for each in with_aliases(quoted, [FORGE, SMITH], []).alternatives] == [
        "鐵鋪 傘匠",
        "鐵鋪 umbrella smith",
        "鐵鋪 阿溫",
    ]


def test_an_alias_of_a_show_looks_in_that_show_only() -> None:
    alias = Alias(AliasId(0), ("鐵鋪", "forge"), frozenset({"shop", "gone"}))
    wanted = with_aliases(Wanted((Alternative("鐵鋪"),)), [alias], [Show(ShowId(3), "shop"), Show(ShowId(4), "arts")])
    assert wanted.alternatives[1].shows == frozenset({ShowId(3)})


# ---------------------------------------------------------------- searching


async def hits(shop: Shop, text: str) -> list[tuple[str, str, tuple[str, str] | None]]:
    found = await shop.quotes.hits(Question(text, GUILD, "discord:9"), 3)
    return [(named.hit.tier.value, named.hit.matched, named.hit.alias) for named in found]


async def test_an_alias_finds_what_was_said_otherwise_and_says_so() -> None:
    shop = await Shop().fill()
    assert ("exact" not in [tier for tier, *_ in await hits(shop, "Morioka")]) is True
    await shop.aliases.add(GUILD, "Morioka = 岩手")
    assert (await hits(shop, "Morioka"))[0] == ("folded", "岩手", ("Morioka", "岩手"))


async def test_what_stands_as_typed_is_before_what_an_alias_finds() -> None:
    shop = await Shop().fill()
    await shop.aliases.add(GUILD, "修傘 = 祕密節目")
    assert [(tier, matched) for tier, matched, _ in await hits(shop, "修傘")][:2] == [
        ("exact", "修傘"),
        ("folded", "祕密節目"),
    ]


async def test_an_alias_counts_at_its_place_only() -> None:
    shop = await Shop().fill()
    await shop.aliases.add(OTHER_GUILD, "Morioka = 岩手")
    assert all(alias is None for *_, alias in await hits(shop, "Morioka"))


async def test_the_operators_file_counts_everywhere_and_at_once(tmp_path: Path) -> None:
    path = tmp_path / "aliases.toml"
    shop = await Shop(alias_file=path).fill()
    assert all(alias is None for *_, alias in await hits(shop, "Morioka"))
    path.write_text('[[alias]]\nspellings = ["Morioka", "岩手"]', encoding="utf-8")
    assert (await hits(shop, "Morioka"))[0][2] == ("Morioka", "岩手")


@pytest.mark.parametrize(("show", "counts"), [("shop", True), ("secret", False)])
async def test_an_alias_of_a_show_finds_nothing_in_others(tmp_path: Path, show: str, counts: int) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text(f'[[alias]]\nspellings = ["Morioka", "岩手"]\nshows = ["{show}"]', encoding="utf-8")
    shop = await Shop(alias_file=path).fill()
    assert any(tier == "folded" for tier, *_ in await hits(shop, "Morioka")) is counts


async def test_an_alias_of_a_show_that_does_not_answer_here_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text('[[alias]]\nspellings = ["Morioka", "互成盒"]\nshows = ["secret"]', encoding="utf-8")
    shop = await Shop(alias_file=path).fill()
    found = await shop.quotes.hits(Question("Morioka", OTHER_GUILD, "discord:9"), 3)
    assert all(named.hit.alias is None for named in found)


async def test_a_kept_search_knows_by_which_alias_it_found() -> None:
    shop = await Shop().fill()
    await shop.aliases.add(GUILD, "Morioka = 岩手")
    page = await shop.quotes.find(Question("Morioka", GUILD, "discord:9"))
    assert page.search is not None
    turned = await shop.quotes.turn(page.search, 0, Presser(GUILD, "discord:9"))
    assert turned.hits[0].hit.alias == ("Morioka", "岩手")


# ---------------------------------------------------------------- what moderators set


async def test_an_alias_is_set_listed_and_removed() -> None:
    shop = Shop()
    alias = await shop.aliases.add(GUILD, " 鐵鋪 ＝ forge=Forge ")
    assert alias.spellings == ("鐵鋪", "forge")
    assert await shop.aliases.list(GUILD) == [alias]
    assert await shop.aliases.remove(GUILD, f"#{alias.id}") == alias
    assert await shop.aliases.list(GUILD) == []


async def test_an_alias_is_removed_by_one_of_its_names() -> None:
    shop = Shop()
    alias = await shop.aliases.add(GUILD, "鐵鋪 = forge")
    assert await shop.aliases.remove(GUILD, "Forge") == alias


@pytest.mark.parametrize("typed", ["", "4711", "傘匠"])
async def test_an_alias_that_is_not_there_is_not_removed(typed: str) -> None:
    shop = Shop()
    await shop.aliases.add(GUILD, "鐵鋪 = forge")
    with pytest.raises(NotFoundError, match=r"alias\.none"):
        await shop.aliases.remove(GUILD, typed)


async def test_another_places_alias_is_not_removed() -> None:
    shop = Shop()
    alias = await shop.aliases.add(GUILD, "鐵鋪 = forge")
    with pytest.raises(NotFoundError):
        await shop.aliases.remove(OTHER_GUILD, str(alias.id))


async def test_a_place_has_not_too_many() -> None:
    shop = Shop()
    for nth in range(MOST_OF_A_PLACE):
        await shop.aliases.add(GUILD, f"鐵鋪{nth} = forge{nth}")
    with pytest.raises(UsageError, match=r"alias\.full"):
        await shop.aliases.add(GUILD, "鐵鋪 = forge")


@pytest.mark.parametrize(
    ("spellings", "code"),
    [
        ([], "few"),
        (["鐵鋪"], "few"),
        (["鐵鋪", " 鐵鋪 "], "few"),
        (["鐵鋪", "鐵"], "short"),
        (["鐵鋪", "…"], "short"),
        (["鐵鋪", "f" * (MOST_CHARS + 1)], "long"),
        ([f"名字{nth}" for nth in range(MOST_SPELLINGS + 1)], "many"),
    ],
)
def test_spellings_have_their_limits(spellings: list[str], code: str) -> None:
    with pytest.raises(UsageError, match=rf"alias\.{code}\("):
        checked(spellings)


# ---------------------------------------------------------------- the file


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "aliases.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(path: Path) -> list[tuple[int | None, str]]:
    found = read_aliases(path).problems
    assert all(problem.file == str(path) for problem in found)
    return [(problem.entry, problem.error.code) for problem in found]


def test_a_bad_entry_is_told_and_the_others_count(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[[alias]]\nspellings = ["鐵鋪", "forge"]\n'
        '[[alias]]\nspellings = ["鐵"]\n'
        '[[alias]]\nspelings = ["a"]\n'
        "[[alias]]\nspellings = [1, 2]\n"
        "[[alias]]\n"
        '[[alias]]\nspellings = ["傘匠", "阿溫"]\nshows = "shop"\n'
        '[[alias]]\nspellings = ["傘匠", "阿溫"]\nshows = ["shop"]\n',
    )
    assert problems(path) == [(2, "alias.short"), *((nth, "alias.entry") for nth in (3, 4, 5, 6))]
    assert read_aliases(path).aliases == (
        Alias(AliasId(0), ("鐵鋪", "forge")),
        Alias(AliasId(0), ("傘匠", "阿溫"), frozenset({"shop"})),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("alias = 3", "file_key"),
        ("alias = [3]", "entry"),
        ("aliases = []", "file_key"),
        ("[[alias", "file_not_toml"),
        (b"\xff\xfe", "file_not_utf8"),
        ("[" * 100_000, "file_not_toml"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str | bytes, code: str) -> None:
    assert [found for _, found in problems(written(tmp_path, text))] == [f"alias.{code}"]


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.toml") == [(None, "alias.file_missing")]
    assert problems(tmp_path) == [(None, "alias.file_unreadable")]


def test_a_file_has_not_too_many(tmp_path: Path) -> None:
    entry = '[[alias]]\nspellings = ["鐵鋪", "forge"]\n'
    path = written(tmp_path, entry * (MOST_OF_THE_FILE + 1))
    assert problems(path) == [(None, "alias.file_many")]
    assert len(read_aliases(path).aliases) == MOST_OF_THE_FILE


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert read_aliases(written(tmp_path, "")) == NO_ALIASES


def test_each_problem_is_reported_once_for_each_change(tmp_path: Path) -> None:
    told: list[AliasProblem] = []
    file = AliasFile(tmp_path / "aliases.toml", told.append)
    for _ in range(2):
        file.table()
    assert [problem.error.code for problem in told] == ["alias.file_missing"]
    path = written(tmp_path, '[[alias]]\nspellings = ["鐵"]')
    for _ in range(2):
        file.table()
    assert [problem.error.code for problem in told][1:] == ["alias.short"]
    os.utime(path, ns=(1, 1))
    file.table()
    assert len(told) == 3


def test_without_a_file_there_are_none() -> None:
    assert AliasFile(None).table() == NO_ALIASES
