"""Buttons that one platform alone gives: pressed elsewhere, as nobody can but by forging, they say so."""

from collections.abc import Mapping

from bot.errors import UsageError
from handlers.asking import Asked, Bot, Press
from handlers.messages import Action, Reply


async def _elsewhere(_bot: Bot, _asked: Asked, _id: str, _position: int) -> Reply:
    raise UsageError("function.elsewhere")


PRESSES: Mapping[Action, Press] = {Action.SHARE: _elsewhere, Action.DELETE: _elsewhere}
"""A platform that gives them answers them itself."""
