import numpy as np
import pytest

from bot.search.mandarin import split_syllable
from bot.search.sounds import (
    FINALS,
    INITIALS,
    NO_SOUND,
    OTHER_SCRIPT,
    OTHER_TONE,
    SAME_SOUND,
    UNIT,
    Script,
    final_costs,
    initial_costs,
    pack,
    substitution_costs,
)


def cost(one: str, other: str) -> int:
    """What hearing the toneless syllable `other` for `one` costs."""
    sounds = []
    for syllable in (one, other):
        parts = split_syllable(syllable)
        assert parts, syllable
        sounds.append(pack(*parts))
    return int(substitution_costs(sounds[0])[sounds[1]])


def test_every_initial_and_final_packs_to_a_sound_of_its_own() -> None:
    assert len({pack(initial, final) for initial in INITIALS for final in FINALS}) == len(INITIALS) * len(FINALS)


def test_tone_and_script_are_part_of_a_sound() -> None:
    sounds = {pack("h", "e", tone=tone, script=script) for tone in range(6) for script in Script}
    assert len(sounds) == 6 * len(Script)


@pytest.mark.parametrize(("initial", "final"), [("w", "a"), ("b", "xyz")])
def test_an_initial_or_final_that_does_not_exist_is_refused(initial: str, final: str) -> None:
    with pytest.raises(ValueError, match="not in"):
        pack(initial, final)


def test_every_packed_sound_but_that_of_other_scripts_is_heard() -> None:
    heard = pack(INITIALS[-1], FINALS[-1], tone=5, script=Script.DIGIT)
    assert heard < NO_SOUND <= pack("", "", script=Script.OTHER)


def test_costs_of_initials_are_symmetric_and_nothing_on_the_diagonal() -> None:
    table = initial_costs()
    assert np.array_equal(table, table.T)
    assert not table.diagonal()[: len(INITIALS)].any()


def test_costs_of_finals_are_symmetric_and_nothing_on_the_diagonal() -> None:
    table = final_costs()
    assert np.array_equal(table, table.T)
    assert not table.diagonal().any()


def test_different_initials_and_different_finals_always_cost_something() -> None:
    different_initials = ~np.eye(len(INITIALS), dtype=np.bool_)
    different_finals = ~np.eye(len(FINALS), dtype=np.bool_)
    assert (initial_costs()[: len(INITIALS), : len(INITIALS)][different_initials] > 0).all()
    assert (final_costs()[: len(FINALS), : len(FINALS)][different_finals] > 0).all()


def test_no_cost_passes_one_unit_or_falls_under_the_same_sound() -> None:
    for initial in INITIALS:
        costs = substitution_costs(pack(initial, "an", tone=2))
        assert costs.max() <= UNIT
        assert costs.min() >= SAME_SOUND


def test_substitution_costs_the_same_both_ways() -> None:
    sounds = [pack(i, f, tone=2, script=s) for i in ("", "z", "h") for f in ("", "en", "uo") for s in Script]
    table = np.array([substitution_costs(one)[sounds] for one in sounds])
    assert np.array_equal(table, table.T)


def test_the_same_sound_in_another_character_costs_a_small_constant() -> None:
    assert cost("cheng", "cheng") == SAME_SOUND


def test_another_tone_costs_a_little_more() -> None:
    assert substitution_costs(pack("h", "e", tone=2))[pack("h", "e", tone=4)] == SAME_SOUND + OTHER_TONE


def test_an_unknown_tone_costs_nothing() -> None:
    assert substitution_costs(pack("h", "e"))[pack("h", "e", tone=4)] == SAME_SOUND


def test_crossing_between_han_and_latin_costs_a_little_more() -> None:
    assert substitution_costs(pack("g", "ao"))[pack("g", "ao", script=Script.LATIN)] == SAME_SOUND + OTHER_SCRIPT


def test_a_digit_sounds_like_its_numeral() -> None:
    assert substitution_costs(pack("s", "I"))[pack("s", "I", script=Script.DIGIT)] == SAME_SOUND


@pytest.mark.parametrize("script", Script)
def test_a_unit_without_a_sound_costs_a_whole_unit_in_any_place(script: Script) -> None:
    assert substitution_costs(NO_SOUND)[pack("h", "e", script=script)] == UNIT
    assert substitution_costs(pack("h", "e", script=script))[NO_SOUND] == UNIT


@pytest.mark.parametrize(
    ("said", "near", "far"),
    [
        ("zi", "zhi", "ba"),
        ("can", "chan", "man"),
        ("su", "shu", "mu"),
        ("nan", "lan", "ban"),
        ("fei", "hei", "mei"),
        ("lan", "ran", "gan"),
        ("xin", "xing", "xu"),
        ("cheng", "chen", "che"),
        ("bo", "buo", "bi"),
        ("liang", "lang", "li"),
        ("ba", "pa", "ga"),
        ("ge", "guo", "gai"),
    ],
)
def test_a_near_sound_costs_less_than_a_far_one(said: str, near: str, far: str) -> None:
    assert SAME_SOUND < cost(said, near) < cost(said, far)


def test_costs_that_are_kept_take_64_megabytes_at_most() -> None:
    kept = substitution_costs.cache_info().maxsize
    assert kept is not None
    assert kept * substitution_costs(pack("h", "e")).nbytes <= 64 * 2**20
