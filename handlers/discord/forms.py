"""The modal that asks from when to when a clip should go."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import discord

from bot.model import Clip
from handlers.discord.render import FIELD_LABEL_CHARS, MODAL_TITLE_CHARS, Carried, custom_id, trimmed
from handlers.heads import clock
from handlers.locale import Words
from handlers.messages import Action

START: Final = "start"
END: Final = "end"
LONGEST_TIME: Final = 12
"""Characters of `100:00:00`, and blanks."""


def times_modal(clip_id: str, clip: Clip | None, words: Words) -> discord.ui.Modal:
    """The form for a clip's times, filled in as far as the clip is known.

    The modal is stopped: what it is for stands in its custom_id, so the library need not remember it.
    """
    modal = discord.ui.Modal(
        title=trimmed(words.say("discord.trim"), MODAL_TITLE_CHARS),
        custom_id=custom_id(Carried(Action.TIMES, clip_id, 0)),
        timeout=None,
    )
    for key, name, position_ms in (
        (START, "discord.trim-start", clip.start_ms if clip else None),
        (END, "discord.trim-end", clip.end_ms if clip else None),
    ):
        modal.add_item(
            discord.ui.TextInput(
                label=trimmed(words.say(name), FIELD_LABEL_CHARS),
                custom_id=key,
                default=None if position_ms is None else clock(position_ms),
                max_length=LONGEST_TIME,
            )
        )
    modal.stop()
    return modal


def typed_in(data: object) -> Mapping[str, str]:
    """What was typed into the fields of a modal, by custom id.

    Args:
        data: of the interaction, as Discord tells it.
    """
    told: Any = data
    return {item["custom_id"]: str(item.get("value", "")) for item in _fields(told.get("components", ()))}


def _fields(parts: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - as Discord sends it
    for part in parts:
        yield from part.get("components", ())
        if "component" in part:
            yield part["component"]
