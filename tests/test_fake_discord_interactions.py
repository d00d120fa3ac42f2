"""Rules of answering interactions in the fake Discord, met with a bare client."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.fake_discord import Channel, FakeDiscord, Guild, Interaction, Message
from tests.fake_discord.bare import BareClient, Reply

pytestmark = pytest.mark.io

Json = dict[str, Any]
TEXT_OPTION = {"type": 3, "name": "text", "description": "字", "autocomplete": True, "required": True}
COMMANDS = [
    {"name": "quote", "description": "找", "options": [TEXT_OPTION]},
    {"name": "random", "description": "抽"},
    {"name": "報告", "type": 3},
]
PAGING = {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "頁", "custom_id": "page"}]}]}
EPHEMERAL = 64


def text_input(**parts: Any) -> Json:
    return {"type": 1, "components": [{"type": 4, "custom_id": "word", "style": 1, "label": "字", **parts}]}


def modal(*parts: Json) -> Json:
    return {"type": 9, "data": {"custom_id": "form", "title": "表", "components": list(parts or [text_input()])}}


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as platform:
        yield platform


@pytest.fixture
async def bare(fake: FakeDiscord) -> AsyncIterator[BareClient]:
    async with BareClient(fake) as client:
        await client.ask("PUT", f"/applications/{fake.world.me.id}/commands", COMMANDS)
        yield client


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.world.guild("群")


class Asker:
    """Somebody in a channel, and the bot's way of answering them."""

    def __init__(self, fake: FakeDiscord, bare: BareClient, guild: Guild) -> None:
        self.fake, self.bare, self.channel, self.user = fake, bare, guild.channel, guild.owner

    async def slash(self) -> Interaction:
        return await self.fake.people.slash(self.channel, self.user, "random")

    async def typed(self) -> Interaction:
        return await self.fake.people.autocomplete(self.channel, self.user, "quote", ("text", "護"))

    async def pressed(self) -> Interaction:
        await self.bare.ask("POST", f"/channels/{self.channel.id}/messages", PAGING)
        return await self.fake.people.press(self.fake.posts(self.channel)[-1], "page", self.user)

    async def submitted(self) -> Interaction:
        opener = await self.slash()
        await self.callback(opener, modal())
        return await self.fake.people.submit_modal(opener, {"word": "一"})

    async def callback(self, asked: Interaction, body: Json, query: str = "") -> Reply:
        return await self.bare.ask("POST", f"/interactions/{asked.id}/{asked.token}/callback{query}", body)

    async def hook(self, asked: Interaction, method: str, name: str = "", body: Json | None = None) -> Reply:
        return await self.bare.ask(method, f"/webhooks/{self.fake.world.me.id}/{asked.token}{name}", body)


@pytest.fixture
def asker(fake: FakeDiscord, bare: BareClient, guild: Guild) -> Asker:
    return Asker(fake, bare, guild)


ORIGINAL = "/messages/@original"
SAY: Json = {"type": 4, "data": {"content": "甲"}}
DEFER: Json = {"type": 5}


async def test_a_callback_without_with_response_has_no_body(asker: Asker) -> None:
    reply = await asker.callback(await asker.slash(), SAY)
    assert (reply.status, reply.body) == (204, None)


async def test_a_callback_with_response_tells_the_message(asker: Asker) -> None:
    asked = await asker.slash()
    reply = await asker.callback(asked, SAY, "?with_response=1")
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.body["resource"]["message"]["content"] == "甲"
    assert reply.body["interaction"]["response_message_id"] == reply.body["resource"]["message"]["id"]


async def test_a_deferral_with_response_has_no_resource(asker: Asker) -> None:
    reply = await asker.callback(await asker.slash(), DEFER, "?with_response=1")
    assert "resource" not in reply.body
    assert reply.body["interaction"]["response_message_loading"] is True


async def test_an_interaction_is_unknown_after_three_seconds(fake: FakeDiscord, asker: Asker) -> None:
    in_time, late = await asker.slash(), await asker.slash()
    fake.clock.advance(3)
    assert (await asker.callback(in_time, DEFER)).status == 204
    fake.clock.advance(0.001)
    reply = await asker.callback(late, DEFER)
    assert (reply.status, reply.code) == (404, 10062)
    assert late.callback is None


async def test_an_interaction_is_acknowledged_once(asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, DEFER)
    reply = await asker.callback(asked, SAY)
    assert (reply.status, reply.code) == (400, 40060)


async def test_a_wrong_token_is_an_unknown_interaction(asker: Asker) -> None:
    asked = await asker.slash()
    reply = await asker.bare.ask("POST", f"/interactions/{asked.id}/other/callback", DEFER)
    assert reply.code == 10062


async def test_nothing_can_be_followed_up_before_it_is_acknowledged(asker: Asker) -> None:
    asked = await asker.slash()
    assert (await asker.hook(asked, "POST", "", {"content": "甲"})).code == 10015
    assert (await asker.hook(asked, "PATCH", ORIGINAL, {"content": "甲"})).code == 10015


async def test_a_token_lives_for_fifteen_minutes(fake: FakeDiscord, asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, SAY)
    fake.clock.advance(900)
    assert (await asker.hook(asked, "PATCH", ORIGINAL, {"content": "乙"})).status == 200
    fake.clock.advance(1)
    reply = await asker.hook(asked, "PATCH", ORIGINAL, {"content": "丙"})
    assert (reply.status, reply.code) == (401, 50027)


async def test_a_deferral_sets_nothing_but_ephemeral(asker: Asker) -> None:
    for data, field in (
        ({"content": "甲"}, "data.content"),
        ({"flags": 4}, "data.flags"),
        ({"embeds": []}, "data.embeds"),
    ):
        reply = await asker.callback(await asker.slash(), {"type": 5, "data": data})
        assert (reply.code, reply.field) == (50035, field)
    asked = await asker.slash()
    assert (await asker.callback(asked, {"type": 5, "data": {"flags": EPHEMERAL}})).status == 204
    assert asked.private


async def test_the_first_follow_up_takes_the_place_and_the_privacy_of_the_deferral(asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, {"type": 5, "data": {"flags": EPHEMERAL}})
    first = await asker.hook(asked, "POST", "", {"content": "甲"})
    assert asked.original is not None
    assert first.body["id"] == asked.original.id
    assert first.body["flags"] & EPHEMERAL
    second = await asker.hook(asked, "POST", "", {"content": "乙"})
    assert not second.body["flags"] & EPHEMERAL
    assert [message.content for message in await asked.followed_up()] == ["乙"]


async def test_a_public_deferral_cannot_become_private(asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, DEFER)
    told = await asker.hook(asked, "POST", "", {"content": "甲", "flags": EPHEMERAL})
    assert not told.body["flags"] & EPHEMERAL
    assert not asked.private


async def test_an_answer_edited_into_the_deferral_is_awaited(asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, DEFER)
    await asker.hook(asked, "PATCH", ORIGINAL, {"embeds": [{"title": "甲"}]})
    assert (await asked.answer()).embeds[0]["title"] == "甲"


async def test_the_original_is_read_and_deleted(asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, SAY)
    assert (await asker.hook(asked, "GET", ORIGINAL)).body["content"] == "甲"
    assert (await asker.hook(asked, "DELETE", ORIGINAL)).status == 204
    assert (await asker.hook(asked, "GET", ORIGINAL)).code == 10008


async def test_a_follow_up_is_read_changed_and_deleted_by_its_id(asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, SAY)
    name = "/messages/" + (await asker.hook(asked, "POST", "", {"content": "乙"})).body["id"]
    assert (await asker.hook(asked, "PATCH", name, {"content": "丙"})).body["content"] == "丙"
    assert (await asker.hook(asked, "GET", name)).body["content"] == "丙"
    assert (await asker.hook(asked, "DELETE", name)).status == 204
    assert (await asker.hook(asked, "GET", name)).code == 10008


async def test_an_ephemeral_answer_is_no_message_of_the_channel(asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, {"type": 4, "data": {"content": "甲", "flags": EPHEMERAL}})
    assert asked.original is not None
    path = f"/channels/{asker.channel.id}/messages"
    assert (await asker.bare.ask("GET", path)).body == []
    assert (await asker.bare.ask("GET", f"{path}/{asked.original.id}")).code == 10008


async def test_an_answer_obeys_the_limits_of_messages(asker: Asker) -> None:
    for data, field in (
        ({"content": "字" * 2001}, "data.content"),
        ({"embeds": [{"title": "字" * 257}]}, "data.embeds.0.title"),
        ({"content": "甲", "text": "乙"}, "data.text"),
    ):
        assert (await asker.callback(await asker.slash(), {"type": 4, "data": data})).field == field
    asked = await asker.slash()
    assert (await asker.callback(asked, {"type": 4, "data": {"content": ""}})).code == 50006
    await asker.callback(asked, DEFER)
    assert (await asker.hook(asked, "POST", "", {"content": "字" * 2001})).field == "content"
    assert (await asker.hook(asked, "PATCH", ORIGINAL, {"embeds": [{"nothing": 1}]})).field == "embeds.0.nothing"
    assert (await asker.hook(asked, "POST", "", {})).code == 50006


async def test_answers_fit_their_interactions(asker: Asker) -> None:
    choices = {"type": 8, "data": {"choices": []}}
    update = {"type": 7, "data": {"content": "甲"}}
    unfit: list[tuple[Callable[[], Awaitable[Interaction]], list[Json]]] = [
        (asker.slash, [{"type": 6}, update, choices, {"type": 1}, {"type": 99}]),
        (asker.typed, [SAY, DEFER, modal()]),
        (asker.pressed, [choices]),
        (asker.submitted, [modal(), update, choices]),
    ]
    for ask, bodies in unfit:
        for body in bodies:
            reply = await asker.callback(await ask(), body)
            assert (reply.code, reply.field) == (50035, "type"), body


async def test_a_press_updates_its_message(asker: Asker) -> None:
    asked = await asker.pressed()
    await asker.callback(asked, {"type": 7, "data": {"content": "二"}})
    assert (await asked.answer()) is asked.source
    assert (await asked.answer()).content == "二"


async def test_a_press_deferred_updates_its_message_later(asker: Asker) -> None:
    asked = await asker.pressed()
    await asker.callback(asked, {"type": 6})
    await asker.hook(asked, "PATCH", ORIGINAL, {"content": "二"})
    assert (await asked.answer()).content == "二"
    assert (await asked.answer()) is asked.source


async def test_autocomplete_takes_25_choices_of_100_characters(asker: Asker) -> None:
    def choices(*names: str, value: str = "v") -> Json:
        return {"type": 8, "data": {"choices": [{"name": name, "value": value} for name in names]}}

    numbers = [str(number) for number in range(26)]
    assert (await asker.callback(await asker.typed(), choices(*numbers[:25]))).status == 204
    for body, field in (
        (choices(*numbers), "data.choices"),
        (choices("字" * 101), "data.choices.0.name"),
        (choices(""), "data.choices.0.name"),
        (choices("甲", value="字" * 101), "data.choices.0.value"),
        (choices("甲", "甲"), "data"),
    ):
        assert (await asker.callback(await asker.typed(), body)).field == field
    assert (await asker.callback(await asker.typed(), choices("字" * 100, value="字" * 100))).status == 204


async def test_a_modal_has_a_title_and_up_to_five_parts(asker: Asker) -> None:
    def named(count: int) -> list[Json]:
        return [text_input(custom_id=str(number)) for number in range(count)]

    for body in (modal(*named(5)), modal(labelled(), {"type": 10, "content": "說明"})):
        assert (await asker.callback(await asker.slash(), body)).status == 204
    for body, field in (
        (modal(*named(6)), "data.components"),
        (modal(text_input(), text_input()), "data"),
        (modal(text_input(label="字" * 46)), "data.components.0.components.0.label"),
        (modal(text_input(placeholder="字" * 101)), "data.components.0.components.0.placeholder"),
        ({"type": 9}, "data"),
    ):
        assert (await asker.callback(await asker.slash(), body)).field == field


def labelled(**parts: Any) -> Json:
    return {"type": 18, "label": "標", "component": {"type": 4, "custom_id": "b", "style": 2}, **parts}


def named_modal(**parts: Any) -> Json:
    return {"type": 9, "data": {**modal()["data"], **parts}}


@pytest.mark.parametrize(
    ("make", "limit", "field"),
    [
        (lambda value: named_modal(title=value), 45, "title"),
        (lambda value: named_modal(custom_id=value), 100, "custom_id"),
        (lambda value: modal(text_input(custom_id=value)), 100, "components.0.components.0.custom_id"),
        (lambda value: modal(text_input(label=value)), 45, "components.0.components.0.label"),
        (lambda value: modal(text_input(value=value)), 4000, "components.0.components.0.value"),
        (lambda value: modal(labelled(label=value)), 45, "components.0.label"),
        (lambda value: modal(labelled(description=value)), 100, "components.0.description"),
        (lambda value: modal({"type": 10, "content": value}), 4000, "components.0.content"),
    ],
)
async def test_a_modal_s_texts_are_limited(asker: Asker, make: Callable[[str], Json], limit: int, field: str) -> None:
    assert (await asker.callback(await asker.slash(), make("字" * limit))).status == 204
    assert (await asker.callback(await asker.slash(), make("字" * (limit + 1)))).field == f"data.{field}"


async def test_a_submission_carries_what_was_filled_in(fake: FakeDiscord, asker: Asker) -> None:
    asked = await asker.submitted()
    assert asked.data["components"][0]["components"][0]["value"] == "一"
    opener = await asker.slash()
    await asker.callback(opener, modal(text_input(max_length=2)))
    with pytest.raises(AssertionError, match="too long"):
        await fake.people.submit_modal(opener, {"word": "一二三"})
    with pytest.raises(AssertionError, match="required"):
        await fake.people.submit_modal(opener, {})


async def test_people_press_only_what_they_can_see(fake: FakeDiscord, asker: Asker) -> None:
    asked = await asker.slash()
    await asker.callback(asked, {"type": 4, "data": {**PAGING, "flags": EPHEMERAL}})
    message = await asked.answer()
    with pytest.raises(AssertionError, match="private"):
        await fake.people.press(message, "page", fake.world.user("別人"))
    await asker.hook(asked, "DELETE", ORIGINAL)
    with pytest.raises(AssertionError, match="gone"):
        await fake.people.press(message, "page", asker.user)


async def test_a_disabled_button_cannot_be_pressed(fake: FakeDiscord, asker: Asker) -> None:
    disabled = {"type": 2, "style": 1, "label": "頁", "custom_id": "page", "disabled": True}
    body = {"components": [{"type": 1, "components": [disabled]}]}
    await asker.bare.ask("POST", f"/channels/{asker.channel.id}/messages", body)
    message = fake.posts(asker.channel)[0]
    with pytest.raises(AssertionError, match="greyed out"):
        await fake.people.press(message, "page", asker.user)
    assert (await fake.people.press_old(message, "page", asker.user)).kind == 3


async def test_an_option_is_required_and_its_choices_are_all(fake: FakeDiscord, asker: Asker) -> None:
    with pytest.raises(AssertionError, match="needs"):
        await fake.people.slash(asker.channel, asker.user, "quote")
    with pytest.raises(AssertionError, match="no command"):
        await fake.people.slash(asker.channel, asker.user, "play")


async def test_a_message_command_carries_its_message(fake: FakeDiscord, asker: Asker) -> None:
    said: Message = await fake.people.say(asker.channel, asker.user, "大家好")
    link = await asker.bare.identify()
    await link.event("GUILD_CREATE")
    await fake.people.message_command(said, asker.user, "報告")
    told = await link.event("INTERACTION_CREATE")
    assert told["data"]["resolved"]["messages"][said.id]["content"] == "大家好"


async def test_an_interaction_tells_who_where_and_in_which_language(fake: FakeDiscord, asker: Asker) -> None:
    link = await asker.bare.identify()
    await link.event("GUILD_CREATE")
    await fake.people.slash(asker.channel, asker.user, "random", locale="en-US")
    told = await link.event("INTERACTION_CREATE")
    assert (told["locale"], told["guild_locale"], told["context"]) == ("en-US", "zh-TW", 0)
    assert told["member"]["user"]["id"] == asker.user.id
    assert told["authorizing_integration_owners"] == {"0": told["guild_id"]}
    direct: Channel = fake.world.direct(asker.user)
    await fake.people.slash(direct, asker.user, "random")
    told = await link.event("INTERACTION_CREATE")
    assert (told["context"], told["user"]["id"], "member" in told) == (1, asker.user.id, False)
