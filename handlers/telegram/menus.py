"""The menus of commands: one for each language and kind of chat, set where they are not those that were set last."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.ports import Store
from handlers.functions import FUNCTIONS
from handlers.locale import Words, nearest, words_for
from handlers.telegram import render

LETTERS: Final = ("zh", "en")
"""Telegram knows languages by two letters."""


@dataclass(frozen=True, slots=True)
class Menu:
    """What Telegram lists in one kind of chat, for one language; without `letters` for all others."""

    scope: BotCommandScope
    letters: str | None
    commands: Sequence[BotCommand]


def menu(words: Words, *, for_managers: bool = True) -> list[BotCommand]:
    """The commands as a menu lists them; of a name of two words the first, described by all it begins.

    Where that is too long for a line of the menu it is described by what they are for.
    """
    described: dict[str, list[str]] = {}
    for function in FUNCTIONS:
        if for_managers or not function.for_managers:
            described.setdefault(function.name.split()[0], []).append(words.say(function.help_key))
    return [BotCommand(name, _described(name, texts, words)) for name, texts in described.items()]


def _described(name: str, texts: Sequence[str], words: Words) -> str:
    all_of_them = words.say("list.comma").join(texts)
    in_short = words.say(f"help.{name}")
    is_short = render.units(all_of_them) <= render.MAX_MENU_DESCRIPTION_UNITS or in_short == f"help.{name}"
    return render.cut(all_of_them if is_short else in_short, render.MAX_MENU_DESCRIPTION_UNITS)


def menus(language: str) -> Iterator[Menu]:
    """All menus. What only managers may use is listed for administrators, and in private chats."""
    for scope, for_managers in (
        (BotCommandScopeAllPrivateChats(), True),
        (BotCommandScopeAllGroupChats(), False),
        (BotCommandScopeAllChatAdministrators(), True),
    ):
        yield Menu(scope, None, menu(words_for(language), for_managers=for_managers))
        for letters in LETTERS:
            yield Menu(scope, letters, menu(words_for(nearest(letters)), for_managers=for_managers))


async def set_menus(bot: Bot, store: Store, language: str) -> None:
    """Tell Telegram the menus, unless it was told the same last.

    Raises:
        TelegramError: they could not all be set; the next start tries again.
    """
    key = f"telegram.menus.{bot.id}"
    wanted = list(menus(language))
    now = digest(wanted)
    if await store.read(lambda snapshot: snapshot.remembered(key)) == now:
        return
    for each in wanted:
        await bot.set_my_commands(each.commands, scope=each.scope, language_code=each.letters)
    await store.remember(key, now)


def digest(wanted: Sequence[Menu]) -> str:
    """A short name of menus that changes with them."""
    told = [[each.scope.type, each.letters, [command.to_dict() for command in each.commands]] for each in wanted]
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=16).hexdigest()
