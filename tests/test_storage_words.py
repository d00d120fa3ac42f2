from hypothesis import given
from hypothesis import strategies as st

from storage.words import pack_words, unpack_words

steps = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 10**8)), max_size=20)


@given(steps, st.integers(0, 10**7))
def test_words_come_back_as_they_were(drawn: list[tuple[int, int]], start_ms: int) -> None:
    words = []
    offset, word_ms = 0, start_ms
    for step, step_ms in drawn:
        offset, word_ms = offset + step, word_ms + step_ms
        words.append((offset, word_ms))
    assert unpack_words(pack_words(tuple(words), start_ms), start_ms) == tuple(words)


def test_a_word_takes_three_bytes() -> None:
    assert len(pack_words(((0, 60_200), (5, 60_700), (11, 61_400)), 60_000) or b"") == 9


def test_no_words_take_no_room() -> None:
    assert pack_words((), 5) is None
