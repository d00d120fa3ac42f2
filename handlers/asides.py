"""The word that tells that a hit is not from the show itself."""

from bot.model import Hit
from handlers.locale import Words


def aside(hit: Hit, words: Words) -> str:
    """Such as 〔業配〕 with a blank before it; nothing where the show itself says it."""
    if hit.aside is None:
        return ""
    return " " + words.say("aside.mark", kind=words.say(f"aside.{hit.aside.kind.value}"))
