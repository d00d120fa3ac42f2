"""Which episode of a feed a file is of."""

from datetime import date

import pytest

from bot.model import EpisodeFacts
from bot.search.feed_match import match
from bot.search.file_names import facts_in

OPENING = EpisodeFacts(1, "開店的第一天", date(2024, 5, 1), "https://a.example/audio/ep-001.mp3?token=1")
CLOSING = EpisodeFacts(2, "關店的那一天", date(2024, 5, 8), "https://a.example/audio/ep-002.mp3")
SPECIAL = EpisodeFacts(None, "EP3 Tea and Fog", date(2024, 5, 8), "https://a.example/%E8%8C%B6.mp3")
TWIN = EpisodeFacts(None, "預告", date(2024, 6, 1))
OTHER_TWIN = EpisodeFacts(None, "預告", date(2024, 7, 1))
BARE = EpisodeFacts()
FEED = (OPENING, CLOSING, SPECIAL, TWIN, OTHER_TWIN, BARE)


@pytest.mark.parametrize(
    ("stem", "meant"),
    [
        ("ep-001", OPENING),
        ("EP_002", CLOSING),
        ("茶", SPECIAL),
        ("EP1", OPENING),
        ("ep2 whatever it is", CLOSING),
        ("EP3", SPECIAL),
        ("2024-05-01", OPENING),
        ("開店的第一天", OPENING),
        ("tea and fogg", SPECIAL),
        ("EP3 Tea & Fog", SPECIAL),
        ("20240508 關店的那一天", CLOSING),
        ("2024-05-08", None),
        ("EP1 關店的那一天", None),
        ("EP9", None),
        ("預告", None),
        ("預告片花", None),
        ("完全沒有的一集", None),
        ("x", None),
        ("…", None),
    ],
)
def test_a_file_is_of_the_episode_that_all_it_says_leaves(stem: str, meant: EpisodeFacts | None) -> None:
    assert match(stem, facts_in(stem), FEED) == meant


def test_what_episodes_toml_says_counts_too() -> None:
    assert match("talk", EpisodeFacts(number=2), FEED) == CLOSING
    assert match("talk", EpisodeFacts(published=date(2024, 7, 1)), FEED) == OTHER_TWIN


def test_an_empty_feed_has_none() -> None:
    assert match("開店的第一天", EpisodeFacts(number=1), ()) is None
