from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.links import check_template, check_url, hms, moment_url
from bot.model import Episode, EpisodeFacts, EpisodeId, Show, ShowId

MOMENT_MS = 3_723_999
AUDIO = "https://example.com/4.mp3"


def episode(facts: EpisodeFacts | None = None, *, stem: str = "002", show_template: str | None = None) -> Episode:
    show = Show(ShowId(1), "techwave", link_template=show_template)
    return Episode(EpisodeId(1), show, stem, facts or EpisodeFacts())


def test_without_any_template_or_audio_there_is_no_link() -> None:
    assert moment_url(episode(), MOMENT_MS, {}) is None


def test_audio_alone_plays_from_the_whole_second() -> None:
    assert moment_url(episode(EpisodeFacts(audio_url=AUDIO)), MOMENT_MS, {}) == f"{AUDIO}#t=3723"


def test_the_fragment_of_an_audio_address_gives_way_to_the_time() -> None:
    facts = EpisodeFacts(audio_url=f"{AUDIO}#chapter")
    assert moment_url(episode(facts), 1000, {}) == f"{AUDIO}#t=1"


@pytest.mark.parametrize(
    ("own", "configured", "shows", "expected"),
    [
        ("https://own/{seconds}", "https://conf/{seconds}", "https://show/{seconds}", "https://own/9"),
        (None, "https://conf/{seconds}", "https://show/{seconds}", "https://conf/9"),
        (None, None, "https://show/{seconds}", "https://show/9"),
        (None, None, None, f"{AUDIO}#t=9"),
    ],
)
def test_the_nearest_template_wins(own: str | None, configured: str | None, shows: str | None, expected: str) -> None:
    asked = episode(EpisodeFacts(audio_url=AUDIO, link_template=own), show_template=shows)
    templates = {"other": "https://other/"} | ({"techwave": configured} if configured else {})
    assert moment_url(asked, 9_500, templates) == expected


def test_a_template_that_needs_a_missing_number_is_passed_over() -> None:
    asked = episode(EpisodeFacts(audio_url=AUDIO), show_template="https://show/{number}")
    assert moment_url(asked, 0, {}) == f"{AUDIO}#t=0"


def test_where_only_a_missing_value_would_give_a_link_there_is_none() -> None:
    assert moment_url(episode(show_template="https://show/{number}"), 0, {}) is None
    assert moment_url(episode(show_template="https://show/?a={audio}"), 0, {}) is None


def test_number_zero_is_a_number() -> None:
    assert moment_url(episode(EpisodeFacts(number=0), show_template="https://show/{number}"), 0, {}) == "https://show/0"


def test_values_are_percent_encoded() -> None:
    facts = EpisodeFacts(audio_url="https://example.com/a b?x=1&y=2")
    asked = episode(facts, stem="第 1/2 集?", show_template="https://show/{stem}?a={audio}")
    assert moment_url(asked, 0, {}) == (
        "https://show/%E7%AC%AC%201%2F2%20%E9%9B%86%3F?a=https%3A%2F%2Fexample.com%2Fa%20b%3Fx%3D1%26y%3D2"
    )


def test_an_audio_address_at_the_beginning_stays_an_address() -> None:
    facts = EpisodeFacts(audio_url="https://example.com/聲音.mp3?x=1&y=%20")
    assert moment_url(episode(facts), 0, {}) == "https://example.com/%E8%81%B2%E9%9F%B3.mp3?x=1&y=%20#t=0"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_in_again() -> None:
    assert moment_url(episode(stem="{seconds}", show_template="https://show/{stem}"), 0, {}) == (
        "https://show/%7Bseconds%7D"
    )


def test_a_time_before_the_start_links_to_the_start() -> None:
    assert moment_url(episode(EpisodeFacts(audio_url=AUDIO)), -5, {}) == f"{AUDIO}#t=0"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (59, "59s"), (60, "1m0s"), (3600, "1h0m0s"), (3723, "1h2m3s")]
)
def test_hms_leaves_out_what_is_zero_in_front(seconds: int, text: str) -> None:
    assert hms(seconds) == text
    asked = episode(show_template="https://show/#t={hms}")
    assert moment_url(asked, seconds * 1000, {}) == f"https://show/#t={text}"


@pytest.mark.parametrize(
    "template", ["https://a/{seconds}", "{audio}#t={hms}", "https://a/{stem}/{number}?x=%20", "http://[::1]/"]
)
def test_a_sound_template_is_accepted(template: str) -> None:
    check_template(template)


@pytest.mark.parametrize(
    "template",
    ["https://a/{second}", "https://a/{}", "https://a/{seconds", "https://a/seconds}", "https://a/{number.real}"],
)
def test_a_template_with_an_unknown_placeholder_is_refused(template: str) -> None:
    with pytest.raises(UsageError) as refusal:
        check_template(template)
    assert refusal.value.code == "link.placeholder"
    assert refusal.value.values == {"value": template, "expected": "{seconds}, {hms}, {number}, {stem}, {audio}"}


@pytest.mark.parametrize(
    "url",
    ["", "example.com", "ftp://a/b", "javascript:alert(1)", "https://", "https:///a", "https://[a", "https://a/b c",
     "https://a/\nb", "https://a/\ud800", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as refusal:
        check_url(url)
    assert refusal.value.code == "link.url"
    with pytest.raises(UsageError):
        check_template(url)


def test_an_unknown_placeholder_that_was_never_checked_gives_no_link() -> None:
    assert moment_url(episode(show_template="https://show/{__class__}"), 0, {}) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(0, 10**10))
def test_a_link_is_plain_ascii_whatever_the_stem(stem: str, start_ms: int) -> None:
    url = moment_url(episode(stem=stem, show_template="https://show/{stem}?t={seconds}"), start_ms, {})
    assert url is not None
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url


def test_an_episode_without_times_is_played_from_its_beginning() -> None:
    asked = replace(episode(EpisodeFacts(audio_url=AUDIO)), untimed=True)
    assert moment_url(asked, MOMENT_MS, {}) == f"{AUDIO}#t=0"
