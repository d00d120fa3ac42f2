"""Which episodes a name means, and in which order they stand."""

from datetime import date

import pytest

from bot.model import Episode, EpisodeFacts, EpisodeId, Show, ShowId
from bot.naming import in_order, meant, numbered, read_name

SHOW = Show(ShowId(1), "tea")


def episode(
    stem: str, number: int | None = None, title: str | None = None, season: int | None = None, day: int = 0
) -> Episode:
    published = date(2024, 1, day) if day else None
    return Episode(EpisodeId(hash(stem) % 1000), SHOW, stem, EpisodeFacts(number, title, published), season=season)


TEAS = [
    episode("tea-01", 1, "Oolong"),
    episode("tea-04", 4, "高山烏龍茶"),
    episode("tea-14", 14, "烏龍"),
    episode("S2E3", 3, "Milk tea", season=2),
    episode("S1E3", 3, "Black tea", season=1),
]


def stems(typed: str) -> list[str]:
    return [each.stem for each in meant(TEAS, typed)]


@pytest.mark.parametrize("typed", ["4", "EP4", "ep 4", "第4集", "第四集", "episode four", "TEA-04", "tea-04 ", "４"])
def test_an_episode_is_meant_by_its_number_as_people_say_it_and_by_its_stem(typed: str) -> None:
    assert stems(typed) == ["tea-04"]


@pytest.mark.parametrize("typed", ["S2E3", "第二季第三集", "season 2 episode 3"])
def test_a_season_tells_episodes_of_one_number_apart(typed: str) -> None:
    assert stems(typed) == ["S2E3"]


def test_without_a_season_all_of_that_number_are_meant() -> None:
    assert stems("第三集") == ["S2E3", "S1E3"]


def test_a_range_means_several() -> None:
    assert stems("1-4") == ["tea-01", "tea-04", "S2E3", "S1E3"]


def test_a_title_comes_before_a_part_of_one_in_either_script() -> None:
    assert stems("乌龙") == ["tea-14"]
    assert stems("高山") == ["tea-04"]
    assert stems("TEA!") == ["tea-01", "tea-04", "tea-14", "S2E3", "S1E3"]


@pytest.mark.parametrize("typed", ["7", "第七集", "coffee", "!?", "", "上一集", "第四集說了什麼"])
def test_what_names_none_means_none(typed: str) -> None:
    assert stems(typed) == []


def test_a_title_is_no_number() -> None:
    assert not numbered(TEAS, "Oolong")


@pytest.mark.parametrize(
    ("typed", "name", "shows", "episodes"),
    [
        (" 第四集 ", "第四集", (), ()),
        ("show:tea 4", "4", ("tea",), ()),
        ("節目:tea ep:4", "", ("tea",), ("4",)),
        ('show:"High Tea" green tea', "green tea", ("High Tea",), ()),
        ("no -milk OR sugar", "no -milk OR sugar", (), ()),
    ],
)
def test_a_name_is_read_with_the_filters_of_a_search(
    typed: str, name: str, shows: tuple[str, ...], episodes: tuple[str, ...]
) -> None:
    read, filters = read_name(typed)
    assert (read, filters.shows, filters.episodes) == (name, shows, episodes)


def order(*episodes: Episode) -> list[str]:
    return [each.stem for each in in_order(episodes)]


def test_numbers_order_a_show_and_what_has_none_stands_behind() -> None:
    assert order(episode("c"), episode("a", 2), episode("b", 1)) == ["b", "a", "c"]


def test_where_numbers_begin_anew_seasons_come_first() -> None:
    shuffled = (
        episode("d", 2, season=2),
        episode("c", 1, season=2),
        episode("b", 2, season=1),
        episode("a", 1, season=1),
    )
    assert order(*shuffled) == ["a", "b", "c", "d"]


def test_where_numbers_go_on_seasons_do_not_matter() -> None:
    assert order(episode("b", 2, season=1), episode("a", 1, season=2)) == ["a", "b"]


def test_days_order_where_all_have_one_and_some_have_no_number() -> None:
    assert order(episode("c", 1, day=3), episode("b", day=2), episode("a", 9, day=1)) == ["a", "b", "c"]


def test_a_number_counts_more_than_a_day() -> None:
    assert order(episode("b", 2, day=1), episode("a", 1, day=2)) == ["a", "b"]


def test_the_rest_is_ordered_by_day_and_stem() -> None:
    assert order(episode("c"), episode("b"), episode("a", day=5)) == ["a", "b", "c"]
