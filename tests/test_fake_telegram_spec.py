"""The rules written into the fake against the published description."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_telegram import SPEC, FakeTelegram
from tests.fake_telegram.bare import talking
from tests.fake_telegram.calls import CALLS
from tests.fake_telegram.own_rules import OWN
from tests.fake_telegram.shapes import Fields, Shapes, fields_of, published
from tests.fake_telegram.updates import KINDS

OURS_ALONE = {"BotCommandScopePlain"}


@pytest.fixture
def spec(shared: Path) -> Shapes:
    return published(shared / "specs" / SPEC.name)


def differences(spec: Shapes, name: str, own: Fields, theirs: Fields) -> Iterator[str]:
    for key, field in own.items():
        if key not in theirs:
            yield f"{name}.{key} is unknown there"
        elif field.is_required != theirs[key].is_required:
            yield f"{name}.{key} is required in one of them only"
        elif not set(field.types) <= {
            *theirs[key].types,
            *(each for kind in theirs[key].types for each in spec.subtypes.get(kind, ())),
        }:
            yield f"{name}.{key} takes {theirs[key].types} there"
    yield from (f"{name}.{key} is missing here" for key in theirs if theirs[key].is_required and key not in own)


@pytest.mark.corpus
def test_every_method_and_its_parameters_are_those_published(spec: Shapes) -> None:
    assert [
        each for name, own in OWN.methods.items() for each in differences(spec, name, own, spec.methods[name])
    ] == []


@pytest.mark.corpus
def test_every_object_and_its_keys_are_those_published(spec: Shapes) -> None:
    found = [
        each
        for name, own in OWN.types.items()
        if name not in OURS_ALONE
        for each in differences(spec, name, own, spec.types[name])
    ]
    assert found == []


@pytest.mark.corpus
def test_every_kind_of_update_is_known(spec: Shapes) -> None:
    assert set(spec.types["Update"]) - {"update_id"} == KINDS


@pytest.mark.corpus
def test_what_the_description_refuses_is_refused_with_it(spec: Shapes) -> None:
    assert spec.problems_of_call("sendMessage", {"chat_id": 1, "text": "x"}) == []
    assert spec.problems_of_call("sendMessage", {"chat_id": 1, "txt": "x"}) != []
    assert spec.problems_of_call("sendNothing", {}) == ["sendNothing: no such method"]
    assert spec.problems_of_result("getMe", {"id": 1, "is_bot": True}) == ["getMe(User): first_name is missing"]


@pytest.mark.corpus
@pytest.mark.usefixtures("shared")
def test_an_object_of_the_fake_that_is_wrong_fails_the_test() -> None:
    telegram = FakeTelegram()
    telegram.world.check_object("Update", {"message": {}})
    assert "sent by the fake: Update(Update): update_id is missing" in telegram.journal.errors


@pytest.mark.corpus
@pytest.mark.io
@pytest.mark.usefixtures("shared")
async def test_a_wrong_answer_of_the_fake_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    async with talking() as (telegram, bare):
        monkeypatch.setattr(type(telegram.bot), "me", lambda _bot: {"id": "x"})
        await bare.ok("getMe")
        assert any("sent by the fake: getMe" in error for error in telegram.journal.take_errors())


@pytest.mark.io
async def test_without_the_description_the_rules_still_hold() -> None:
    async with FakeTelegram(spec=None) as telegram:
        assert telegram.world.shapes is None
        found = OWN.problems_of_call("sendMessage", {"chat_id": 1, "txt": "x"})
        assert found == ["sendMessage: txt is unknown", "sendMessage: text is missing"]


def test_every_method_that_is_declared_is_carried_out() -> None:
    assert set(CALLS) == set(OWN.methods)


def test_brackets_are_arrays_and_the_mark_says_required() -> None:
    field = fields_of("keys!:[[Button]]|String")["keys"]
    assert (field.types, field.is_required) == (("Array of Array of Button", "String"), True)
