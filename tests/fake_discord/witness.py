"""Holds all traffic against Discord's published API description, where that lies beside the project."""

from collections.abc import Iterable
from typing import Any

from tests.fake_discord.problems import Json
from tests.fake_discord.rest import Exchange
from tests.fake_discord.server import FakeDiscord
from tests.openapi import OpenApi, described, opened

DESCRIPTION = "discord-openapi.json"
REFUSED = range(400, 500)
UNDESCRIBED = "use_nested_fields"
"""A query parameter that the library asks for a forum's post with, and the description leaves out."""
GROUP_DM = 3
"""A channel's type: several people without a server."""
SWITCH_VALUES = {"0": "false", "1": "true"}
SWITCHES = ("with_response", "wait", "with_localizations", "with_counts", "with_components")
"""Query parameters that take 1 and 0 for true and false, which the description does not say."""


def spec() -> OpenApi | None:
    """The description, or None where it is missing."""
    path = described(DESCRIPTION)
    return None if path is None else opened(path)


def witness(fake: FakeDiscord) -> Iterable[str]:
    """Complaints about every request that was accepted and everything that the fake said."""
    api = spec()
    if api is None:
        return
    for held in fake.rest.exchanges:
        if held.status not in REFUSED:
            query = {
                key: SWITCH_VALUES.get(value, value) if key in SWITCHES else value
                for key, value in held.query.items()
                if key != UNDESCRIBED
            }
            yield from api.request(held.method, held.template, query, numbered_as_text(held.body))
        yield from api.answer(held.method, held.template, held.status, without_details(held))
    for event, data in fake.gateway.sent:
        yield from told(api, event, data)


def without_details(held: Exchange) -> Any:
    """An answer without `errors`: the description has numbers for its codes, Discord (and the fake) has names."""
    refused = held.status in REFUSED and isinstance(held.answer, dict)
    return {key: value for key, value in held.answer.items() if key != "errors"} if refused else held.answer


def numbered_as_text(body: Any) -> Any:
    """A body in which roles, people and new attachments are named by strings: Discord takes integers too, the
    description does not.
    """
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("allowed_mentions"), dict):
        named = {
            kind: [str(each) for each in ids] if kind in ("roles", "users") else ids
            for kind, ids in body["allowed_mentions"].items()
        }
        body = {**body, "allowed_mentions": named}
    if isinstance(body.get("message"), dict):
        body = {**body, "message": numbered_as_text(body["message"])}
    if isinstance(body.get("recipient_id"), int):
        return {**body, "recipient_id": str(body["recipient_id"])}
    if isinstance(body.get("data"), dict):
        return {**body, "data": numbered_as_text(body["data"])}
    if not isinstance(body.get("attachments"), list):
        return body
    return {**body, "attachments": [{**held, "id": str(held["id"])} for held in body["attachments"]]}


def told(api: OpenApi, event: str, data: Json) -> Iterable[str]:
    """Complaints about an event; the description has no events, but most of what they carry."""
    if event == "MESSAGE_CREATE":
        yield from api.named("MessageResponse", data)
    elif event == "GUILD_CREATE":
        yield from api.named("GuildResponse", data)
        for channel in data["channels"]:
            yield from api.named("GuildChannelResponse", channel)
        for thread in data["threads"]:
            yield from api.named("ThreadResponse", thread)
        for member in data["members"]:
            yield from api.named("GuildMemberResponse", member)
    elif event == "INTERACTION_CREATE":
        yield from _interaction(api, data)


def _interaction(api: OpenApi, data: Json) -> Iterable[str]:
    direct = "guild_id" not in data
    if not direct:
        yield from api.named("GuildMemberResponse", data["member"])
    else:
        yield from api.named("UserResponse", data["user"])
    if "message" in data:
        yield from api.named("MessageResponse", data["message"])
    kind = "PrivateChannelResponse" if direct else "GuildChannelResponse"
    if data["channel"]["type"] == GROUP_DM:
        kind = "PrivateGroupChannelResponse"
    if "thread_metadata" in data["channel"]:
        kind = "ThreadResponse"
    yield from api.named(kind, data["channel"])
