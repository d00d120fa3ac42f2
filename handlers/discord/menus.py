"""Commands in the menu of a message: find where it was said, and take a post of the bot back."""

import re
from typing import Final, Protocol

import discord
from discord import app_commands

from handlers.discord.places import Interaction
from handlers.discord.render import clusters
from handlers.locale import Words

SOUGHT_CHARS: Final = 100
"""How much of a message is looked for: what somebody quotes in one. Of a longer one the beginning says what it is."""
MENU_NAME_CHARS: Final = 32
FIND: Final = "discord.menu-find"
DELETE: Final = "discord.menu-delete"

_NO_WORDS = re.compile(
    r"""
    <(?: [@#][!&]? | a?:\w+: | t: | /[^:>]*: | id: )[^>]*>
    | https?://\S+
    | ^\s*(?: >>> | > | -\# | \#{1,3} | [-*+] )\s
    """,
    re.MULTILINE | re.VERBOSE,
)
"""Mentions, emoji of servers, times, commands and addresses; and what makes a line a quotation, a heading or a list."""
_STYLES = re.compile(r"[*_~`\\]+|\|\|")
_OPERATORS = re.compile(r"[|｜\"＂“”「」『』:：]|(?<!\S)[-－−]+|(?<!\S)OR(?!\S)")
"""What the query language would take for its own."""
_SENTENCE_END = re.compile(r"[。！？!?…\n]|\.(?=\s)")


class OnMessage(Protocol):
    """Answers a command that was chosen for a message."""

    async def __call__(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer it."""
        ...


def menus(find: OnMessage, delete: OnMessage, words: Words) -> tuple[app_commands.ContextMenu, ...]:
    """The commands of messages, offered to everybody everywhere: who may do what is asked when they are used."""
    return _menu(FIND, find, words), _menu(DELETE, delete, words)


def _menu(key: str, answer: OnMessage, words: Words) -> app_commands.ContextMenu:
    # discord.py reads off its callback's annotations what the command is for.
    async def callback(interaction: Interaction, message: discord.Message) -> None:
        await answer(interaction, message)

    return app_commands.ContextMenu(
        name=app_commands.locale_str(words.say(key), key=key),
        callback=callback,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )


def words_of(message: discord.Message) -> str:
    """What of a message is looked for: plain words, of its embeds where it has none, cut behind a sentence if need be.

    Empty where it has no words.
    """
    embeds = (f"{embed.title or ''}\n{embed.description or ''}" for embed in message.embeds)
    texts = (_plain(text) for text in (message.content, *embeds))
    return _cut(next((text for text in texts if text), ""))


def _plain(text: str) -> str:
    words = _OPERATORS.sub(" ", _STYLES.sub("", _NO_WORDS.sub(" ", text)))
    return "\n".join(" ".join(line.split()) for line in words.splitlines()).strip()


def _cut(text: str) -> str:
    """The beginning of a text, up to the last sentence that ends in it, or else through no character."""
    kept = ""
    for cluster in clusters(text):
        if len(kept) + len(cluster) > SOUGHT_CHARS:
            ends = [match.end() for match in _SENTENCE_END.finditer(kept) if match.end() > SOUGHT_CHARS // 3]
            kept = kept[: ends[-1]] if ends else kept
            break
        kept += cluster
    return " ".join(kept.split())
