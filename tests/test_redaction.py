import io
import logging
from collections.abc import Iterator

import pytest

from handlers.redaction import COVER, Redaction

SECRET = "123456:AAsecret-of_nobody"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Redaction(SECRET, ""))
    logger = logging.getLogger("tests.redaction")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    yield logger, written
    logger.removeHandler(handler)


def failing() -> None:
    try:
        int(SECRET)
    except ValueError as cause:
        raise RuntimeError(SECRET) from cause


Log = tuple[logging.Logger, io.StringIO]


def test_a_secret_is_covered_in_a_message(log: Log) -> None:
    log[0].debug(f"to {SECRET}/getMe")
    assert log[1].getvalue() == f"to {COVER}/getMe\n"


def test_a_secret_is_covered_in_arguments_of_any_kind(log: Log) -> None:
    log[0].info("%s %r %d", SECRET, {"token": SECRET}, 7)
    assert log[1].getvalue() == f"{COVER} {{'token': '{COVER}'}} 7\n"


def test_a_secret_is_covered_as_an_address_spells_it(log: Log) -> None:
    log[0].info("https://example.org/bot123456%3AAAsecret-of_nobody/x")
    assert log[1].getvalue() == f"https://example.org/bot{COVER}/x\n"


def test_a_secret_is_covered_in_an_exception_and_its_cause(log: Log) -> None:
    try:
        failing()
    except RuntimeError:
        log[0].exception("wrong")
    assert SECRET not in log[1].getvalue()
    assert f"int() with base 10: '{COVER}'" in log[1].getvalue()
    assert f"RuntimeError: {COVER}" in log[1].getvalue()


def test_a_secret_is_covered_in_an_exception_that_was_spelled_before() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "wrong", (), None)
    record.exc_text = f"ValueError: {SECRET}"
    assert Redaction(SECRET).filter(record)
    assert record.exc_text == f"ValueError: {COVER}"


def test_a_secret_is_covered_in_a_stack(log: Log) -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "wrong", (), None, sinfo=f"line {SECRET}")
    log[0].handle(record)
    assert log[1].getvalue() == f"wrong\nline {COVER}\n"


def test_a_record_whose_arguments_do_not_fit_is_not_lost(log: Log) -> None:
    log[0].info("%d of %s", SECRET)
    assert log[1].getvalue() == "%d of %s\n"


def test_what_is_no_secret_is_logged_as_it_is(log: Log) -> None:
    log[0].info("%s%%", 5)
    assert log[1].getvalue() == "5%\n"


def test_secrets_can_be_added_later() -> None:
    redaction = Redaction()
    redaction.hide("first", "first and second")
    assert redaction.covered("first and second, first") == f"{COVER}, {COVER}"
