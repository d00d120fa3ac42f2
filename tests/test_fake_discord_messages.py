"""Rules of messages in the fake Discord, met with a bare client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fake_discord import FakeDiscord, Guild
from tests.fake_discord.bare import BareClient, Reply
from tests.fake_discord.world import DIRECT, EMBED_LINKS, FORUM, PIN_MESSAGES, READ_MESSAGE_HISTORY, SEND_MESSAGES

pytestmark = pytest.mark.io

Json = dict[str, Any]


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as platform:
        yield platform


@pytest.fixture
async def bare(fake: FakeDiscord) -> AsyncIterator[BareClient]:
    async with BareClient(fake) as client:
        yield client


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.world.guild("群")


@pytest.fixture
def path(guild: Guild) -> str:
    return f"/channels/{guild.channel.id}/messages"


def embed(**parts: Any) -> Json:
    return {"embeds": [parts]}


def row(*items: Json) -> Json:
    return {"components": [{"type": 1, "components": list(items)}]}


def button(**parts: Any) -> Json:
    return {"type": 2, "style": 1, "label": "按", "custom_id": "a", **parts}


def menu(**parts: Any) -> Json:
    return {"type": 3, "custom_id": "m", "options": [{"label": "甲", "value": "1"}], **parts}


def buttons(count: int) -> list[Json]:
    return [button(custom_id=str(number)) for number in range(count)]


def rows(count: int) -> Json:
    return {"components": [{"type": 1, "components": [button(custom_id=str(number))]} for number in range(count)]}


def fields(count: int) -> list[Json]:
    return [{"name": "甲", "value": "乙"}] * count


def link_button(**parts: Any) -> Json:
    return {"type": 2, "style": 5, "label": "聽", "url": "https://example.org", **parts}


def choice(**parts: Any) -> Json:
    return {"label": "甲", "value": "1", **parts}


def mentioning(count: int) -> Json:
    return {"content": "甲", "allowed_mentions": {"users": [str(number) for number in range(count)]}}


LIMITS = [
    ("content of 2,000", {"content": "字" * 2000}, {"content": "字" * 2001}, "content"),
    ("embed title of 256", embed(title="字" * 256), embed(title="字" * 257), "embeds.0.title"),
    ("embed text of 4,096", embed(description="字" * 4096), embed(description="字" * 4097), "embeds.0.description"),
    ("embed of 25 fields", embed(fields=fields(25)), embed(fields=fields(26)), "embeds.0.fields"),
    (
        "field name of 256",
        embed(fields=[{"name": "字" * 256, "value": "乙"}]),
        embed(fields=[{"name": "字" * 257, "value": "乙"}]),
        "embeds.0.fields.0.name",
    ),
    (
        "field value of 1,024",
        embed(fields=[{"name": "甲", "value": "字" * 1024}]),
        embed(fields=[{"name": "甲", "value": "字" * 1025}]),
        "embeds.0.fields.0.value",
    ),
    (
        "field value of something",
        embed(fields=fields(1)),
        embed(fields=[{"name": "甲", "value": ""}]),
        "embeds.0.fields.0.value",
    ),
    (
        "footer of 2,048",
        embed(footer={"text": "字" * 2048}),
        embed(footer={"text": "字" * 2049}),
        "embeds.0.footer.text",
    ),
    (
        "author of 256",
        embed(author={"name": "字" * 256}),
        embed(author={"name": "字" * 257}),
        "embeds.0.author.name",
    ),
    ("ten embeds", {"embeds": [{"title": "甲"}] * 10}, {"embeds": [{"title": "甲"}] * 11}, "embeds"),
    (
        "6,000 in all embeds",
        {"embeds": [{"description": "字" * 3000}] * 2},
        {"embeds": [{"description": "字" * 3000}, {"description": "字" * 2999, "title": "二個"}]},
        "embeds",
    ),
    ("embed link", embed(title="甲", url="https://example.org"), embed(title="甲", url="javascript:1"), "embeds.0.url"),
    ("colour", embed(title="甲", color=0xFFFFFF), embed(title="甲", color=0x1000000), "embeds.0.color"),
    ("embed without unknown keys", embed(title="甲"), embed(title="甲", text="乙"), "embeds.0.text"),
    ("message without unknown keys", {"content": "甲"}, {"content": "甲", "parse_mode": "HTML"}, "parse_mode"),
    ("five rows", rows(5), rows(6), "components"),
    ("five buttons a row", row(*buttons(5)), row(*buttons(6)), "components.0.components"),
    ("a row with something in it", row(button()), row(), "components.0.components"),
    (
        "custom id of 100",
        row(button(custom_id="字" * 100)),
        row(button(custom_id="字" * 101)),
        "components.0.components.0.custom_id",
    ),
    (
        "custom id of something",
        row(button(custom_id="a")),
        row(button(custom_id="")),
        "components.0.components.0.custom_id",
    ),
    ("custom ids once", row(*buttons(2)), row(button(), button()), "components"),
    ("label of 80", row(button(label="字" * 80)), row(button(label="字" * 81)), "components.0.components.0.label"),
    ("label of something", row(button()), row(button(label="")), "components.0.components.0.label"),
    ("style that exists", row(button(style=4)), row(button(style=6)), "components.0.components.0.style"),
    ("link without custom id", row(link_button()), row(link_button(custom_id="a")), "components.0.components.0.url"),
    ("link to the web", row(link_button()), row(link_button(url="ftp://x")), "components.0.components.0.url"),
    (
        "link of 512",
        row(link_button(url="https://" + "x" * 504)),
        row(link_button(url="https://" + "x" * 505)),
        "components.0.components.0.url",
    ),
    (
        "button with a custom id",
        row(button()),
        row({"type": 2, "style": 1, "label": "按"}),
        "components.0.components.0.custom_id",
    ),
    ("component that exists", row(button()), row(button(type=99)), "components.0.components.0.type"),
    ("button without unknown keys", row(button()), row(button(data="1")), "components.0.components.0.data"),
    ("a menu in its own row", row(menu()), row(menu(), button()), "components.0.components"),
    (
        "25 options",
        row(menu(options=[{"label": "甲", "value": str(number)} for number in range(25)])),
        row(menu(options=[{"label": "甲", "value": str(number)} for number in range(26)])),
        "components.0.components.0.options",
    ),
    (
        "option values once",
        row(menu()),
        row(menu(options=[{"label": "甲", "value": "1"}] * 2)),
        "components.0.components.0",
    ),
    (
        "placeholder of 150",
        row(menu(placeholder="字" * 150)),
        row(menu(placeholder="字" * 151)),
        "components.0.components.0.placeholder",
    ),
    *(
        (
            f"option {key} of 100",
            row(menu(options=[choice(**{key: "字" * 100})])),
            row(menu(options=[choice(**{key: "字" * 101})])),
            f"components.0.components.0.options.0.{key}",
        )
        for key in ("label", "value", "description")
    ),
    *(
        (f"{key} of 25", row(menu(**{key: 25})), row(menu(**{key: 26})), f"components.0.components.0.{key}")
        for key in ("min_values", "max_values")
    ),
    ("a hundred mentions", mentioning(100), mentioning(101), "allowed_mentions.users"),
    ("nonce of 25", {"content": "甲", "nonce": "n" * 25}, {"content": "甲", "nonce": "n" * 26}, "nonce"),
    (
        "mentions by list or by kind",
        {"content": "甲", "allowed_mentions": {"parse": ["roles"], "users": ["1"]}},
        {"content": "甲", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    ("public flags", {"content": "甲", "flags": 1 << 12}, {"content": "甲", "flags": 1 << 6}, "flags"),
    ("flags that exist", {"content": "甲", "flags": 1 << 2}, {"content": "甲", "flags": 1 << 15}, "flags"),
    ("a truth value", {"content": "甲", "tts": False}, {"content": "甲", "tts": 0}, "tts"),
]


@pytest.mark.parametrize(("good", "bad", "field"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS])
async def test_a_message_is_taken_up_to_the_limit_and_not_past_it(
    bare: BareClient, path: str, good: Json, bad: Json, field: str
) -> None:
    taken = await bare.ask("POST", path, good)
    refused = await bare.ask("POST", path, bad)
    assert (taken.status, refused.status, refused.code) == (200, 400, 50035), taken.body
    assert refused.field == field


@pytest.mark.parametrize("body", [{}, {"content": " \n"}, {"content": None, "embeds": []}, {"tts": False}])
async def test_an_empty_message_is_refused(bare: BareClient, path: str, body: Json) -> None:
    assert (await bare.ask("POST", path, body)).code == 50006


async def test_an_edit_may_not_empty_a_message(bare: BareClient, path: str) -> None:
    sent = await bare.ask("POST", path, {"content": "甲"})
    one = f"{path}/{sent.body['id']}"
    assert (await bare.ask("PATCH", one, {"content": ""})).code == 50006
    changed = await bare.ask("PATCH", one, {"content": "", "embeds": [{"title": "乙"}]})
    assert (changed.status, changed.body["content"], changed.body["embeds"][0]["title"]) == (200, "", "乙")


async def test_an_edit_leaves_what_it_does_not_name(bare: BareClient, path: str) -> None:
    sent = await bare.ask("POST", path, {"content": "甲", **row(button())})
    changed = await bare.ask("PATCH", f"{path}/{sent.body['id']}", {"content": "乙"})
    assert changed.body["components"] == sent.body["components"]
    cleared = await bare.ask("PATCH", f"{path}/{sent.body['id']}", {"components": []})
    assert (cleared.body["content"], cleared.body["components"]) == ("乙", [])
    assert cleared.body["edited_timestamp"] is not None


async def test_an_edit_obeys_the_same_limits(bare: BareClient, path: str) -> None:
    sent = await bare.ask("POST", path, {"content": "甲"})
    assert (await bare.ask("PATCH", f"{path}/{sent.body['id']}", {"content": "字" * 2001})).field == "content"


async def test_mentions_fire_unless_they_are_forbidden(
    fake: FakeDiscord, bare: BareClient, guild: Guild, path: str
) -> None:
    content = f"@everyone <@{guild.owner.id}> <@&{guild.id}>"
    await bare.ask("POST", path, {"content": content})
    await bare.ask("POST", path, {"content": content, "allowed_mentions": {"parse": []}})
    await bare.ask("POST", path, {"content": content, "allowed_mentions": {"parse": [], "users": [guild.owner.id]}})
    loud, silent, one = fake.posts(guild.channel)
    assert loud.pinged == ["everyone", guild.owner.id, f"&{guild.id}"]
    assert silent.pinged == []
    assert one.pinged == [guild.owner.id]
    assert (loud.body["mention_everyone"], silent.body["mention_everyone"]) == (True, False)


async def test_a_nonce_holds_for_minutes_in_its_channel(
    fake: FakeDiscord, bare: BareClient, guild: Guild, path: str
) -> None:
    body = {"content": "甲", "nonce": "slot", "enforce_nonce": True}
    other = f"/channels/{fake.world.channel(guild, 'second').id}/messages"

    async def post(where: str, **more: Any) -> str:
        return str((await bare.ask("POST", where, {**body, **more})).body["id"])

    first = await post(path)
    assert await post(path) == first
    assert await post(path, enforce_nonce=False) != first
    assert await post(path, nonce="next") != first
    assert await post(other) != first
    fake.clock.advance(299)
    assert await post(path) == first
    fake.clock.advance(2)
    assert await post(path) != first


async def test_messages_are_listed_newest_first(bare: BareClient, path: str) -> None:
    ids = [(await bare.ask("POST", path, {"content": str(number)})).body["id"] for number in range(4)]

    async def listed(query: str) -> list[int]:
        return [ids.index(held["id"]) for held in (await bare.ask("GET", path + query)).body]

    assert await listed("") == [3, 2, 1, 0]
    assert await listed("?limit=2") == [3, 2]
    assert await listed(f"?before={ids[2]}&limit=1") == [1]
    assert await listed(f"?after={ids[0]}&limit=2") == [2, 1]
    assert (await bare.ask("GET", path + "?limit=101")).field == "limit"


async def test_a_deleted_message_is_unknown(bare: BareClient, path: str) -> None:
    one = f"{path}/{(await bare.ask('POST', path, {'content': '甲'})).body['id']}"
    assert (await bare.ask("GET", one)).body["content"] == "甲"
    assert (await bare.ask("DELETE", one)).status == 204
    told = [await bare.ask(method, one, {"content": "乙"} if method == "PATCH" else None) for method in METHODS]
    assert [held.code for held in told] == [10008] * 3


METHODS = ("GET", "PATCH", "DELETE")


async def test_another_s_message_cannot_be_edited_nor_deleted_without_the_right(
    fake: FakeDiscord, bare: BareClient, guild: Guild, path: str
) -> None:
    said = await fake.people.say(guild.channel, guild.owner, "甲")
    assert (await bare.ask("PATCH", f"{path}/{said.id}", {"content": "乙"})).code == 50005
    assert (await bare.ask("DELETE", f"{path}/{said.id}")).code == 50013


async def test_pins_are_set_listed_and_taken_away(bare: BareClient, path: str) -> None:
    ids = [(await bare.ask("POST", path, {"content": str(number)})).body["id"] for number in range(2)]
    for one in ids:
        assert (await bare.ask("PUT", f"{path}/pins/{one}")).status == 204
    listed = (await bare.ask("GET", f"{path}/pins")).body
    assert [held["message"]["id"] for held in listed["items"]] == ids[::-1]
    assert (await bare.ask("DELETE", f"{path}/pins/{ids[0]}")).status == 204
    assert len((await bare.ask("GET", f"{path}/pins")).body["items"]) == 1


async def test_a_reply_shows_what_it_answers(bare: BareClient, path: str) -> None:
    first = (await bare.ask("POST", path, {"content": "甲"})).body["id"]
    answer = await bare.ask("POST", path, {"content": "乙", "message_reference": {"message_id": first}})
    assert (answer.body["type"], answer.body["referenced_message"]["content"]) == (19, "甲")


async def refusal(bare: BareClient, path: str, body: Json) -> tuple[int, int | None]:
    reply: Reply = await bare.ask("POST", path, body)
    return reply.status, reply.code


async def test_what_the_bot_may_not_do_is_refused(fake: FakeDiscord, bare: BareClient, guild: Guild, path: str) -> None:
    linked = {"embeds": [{"title": "甲"}]}
    guild.channel.deny(fake.world.me, EMBED_LINKS | PIN_MESSAGES | READ_MESSAGE_HISTORY)
    assert await refusal(bare, path, linked) == (403, 50013)
    assert await refusal(bare, path, {"content": "甲"}) == (200, None)
    assert (await bare.ask("GET", path)).body == []
    assert (await bare.ask("PUT", f"{path}/pins/{fake.posts(guild.channel)[0].id}")).code == 50013
    guild.channel.deny(fake.world.me, SEND_MESSAGES)
    assert await refusal(bare, path, {"content": "甲"}) == (403, 50013)
    guild.channel.deny(guild.roles[guild.id], 1 << 10)
    assert await refusal(bare, path, {"content": "甲"}) == (403, 50001)


async def test_a_server_that_the_bot_has_left_is_closed_to_it(
    fake: FakeDiscord, bare: BareClient, guild: Guild, path: str
) -> None:
    await fake.remove_from_guild(guild)
    assert await refusal(bare, path, {"content": "甲"}) == (403, 50001)
    assert (await bare.ask("GET", f"/guilds/{guild.id}")).code == 10004


async def test_a_person_may_take_no_direct_messages(fake: FakeDiscord, bare: BareClient) -> None:
    person = fake.world.user("甲")
    opened = await bare.ask("POST", "/users/@me/channels", {"recipient_id": person.id})
    assert opened.body["type"] == DIRECT
    person.takes_messages = False
    assert await refusal(bare, f"/channels/{opened.body['id']}/messages", {"content": "甲"}) == (403, 50007)


async def test_a_forum_takes_no_messages_and_an_unknown_channel_none(
    fake: FakeDiscord, bare: BareClient, guild: Guild
) -> None:
    forum = fake.world.channel(guild, "forum", FORUM)
    assert await refusal(bare, f"/channels/{forum.id}/messages", {"content": "甲"}) == (400, 50008)
    assert await refusal(bare, "/channels/1/messages", {"content": "甲"}) == (404, 10003)


async def test_a_thread_is_written_to_like_a_channel(fake: FakeDiscord, bare: BareClient, guild: Guild) -> None:
    thread = fake.world.channel(guild, "串", parent=guild.channel)
    assert await refusal(bare, f"/channels/{thread.id}/messages", {"content": "甲"}) == (200, None)
