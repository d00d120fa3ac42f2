"""How far a feed is, on a terminal."""

import io

from handlers.feed_bar import FeedBar
from handlers.locale import words_for

WORDS = words_for("en")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_for_each_feed_in_turn() -> None:
    screen = Terminal()

    with FeedBar(WORDS, screen) as bar:
        for done in (1, 2):
            bar.advance(done, 2)
        first = screen.getvalue()
        bar.advance(1, 3)

    assert "Reading transcripts" in first
    assert "2/2" in first
    assert "1/3" in screen.getvalue()


def test_a_bar_that_is_full_is_gone() -> None:
    screen = Terminal()

    with FeedBar(WORDS, screen) as bar:
        bar.advance(1, 1)
        gone = screen.getvalue()

    assert screen.getvalue() == gone


def test_a_bar_that_is_left_in_the_middle_is_gone_too() -> None:
    screen = Terminal()

    with FeedBar(WORDS, screen) as bar:
        bar.advance(1, 2)

    assert "1/2" in screen.getvalue()
    assert bar._bar is None


def test_without_a_terminal_nothing_is_drawn() -> None:
    errors = io.StringIO()

    with FeedBar(WORDS, errors) as bar:
        bar.advance(1, 2)

    assert errors.getvalue() == ""
