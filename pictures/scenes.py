"""What is drawn: a scene for each message, and for each function without one the reason.

A new message takes one line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.model import Platform
from pictures.stage import LISTENER

BOTH: Final = ("zh-TW", "en")


@dataclass(frozen=True, slots=True)
class Scene:
    """A message to be drawn.

    Attributes:
        name: begins the names of its files.
        caption: what it is, in the documents.
        typed: what is asked, one after the other; the last answer is drawn. Each is a line of the console: a
            function after its slash, or the key of a button of the answer before. `{clip}` stands for the id of the
            clip that was shown last, `listener: ` before what somebody without rights asks.
        languages: in which it is drawn.
        platforms: on which it is drawn.
        is_post: whether what was asked for is posted later: the post is drawn.
        is_public: whether everybody sees it on Discord.
    """

    name: str
    caption: str
    typed: tuple[str, ...]
    languages: tuple[str, ...] = ("zh-TW",)
    platforms: tuple[Platform, ...] = (Platform.DISCORD, Platform.TELEGRAM)
    is_post: bool = False
    is_public: bool = False


_FIND: Final = "/quote 護城河"
_PROPOSE: Final = f"{LISTENER}/correct {{clip}} 護成河 → 護城河"
_REPORT: Final = f"{LISTENER}/report {{clip}} 這段講的是別人的私事"
_SUGGEST: Final = f"{LISTENER}/daily suggest {{clip}}"
_ALIAS: Final = "/alias add 護城河 = moat"
_DAILY: Final = "/daily set 09:00"

SCENES: Final = (
    Scene("hits", "A page of hits: the word was heard wrong everywhere and is found all the same", (_FIND,), BOTH),
    Scene("last-page", "The last page, with what a sponsor pays for and what matches in part", (_FIND, ">")),
    Scene("opened", "A hit that was opened, with what was said around it", (_FIND, "1"), BOTH),
    Scene("between", "A hit between the lines before and after it, where the transcript has lines", (_FIND, "4"), BOTH),
    Scene("more", "The same with more of what was said around it", (_FIND, "1", "+")),
    Scene(
        "loose", "Nobody said it so: the closest, said to be no more than that", ("/quote 咖啡豆要怎麼烤才好喝",), BOTH
    ),
    Scene("nothing", "Nothing was found", ('/quote "紫水晶"',), BOTH),
    Scene("narrowed", "A search that is kept to one episode", ("/quote ep:2 拼音",)),
    Scene("clip", "A clip by its id", (_FIND, "1", "/clip {clip}")),
    Scene("no-clip", "An id that there is not", ("/clip zzzzzz",)),
    Scene("random", "A clip by chance", ("/random",)),
    Scene("episode", "An episode at a glance", ("/episode 1",)),
    Scene("trend", "Where a topic was talked about, and how often", ("/trend 護城河",), BOTH),
    Scene("saved", "The clips that somebody saved", (_FIND, "1", "*", "/saved")),
    Scene("privacy", "What is kept of a person, and how it is deleted", ("/privacy",)),
    Scene("daily", "The clip of the day, as it is posted", (_DAILY,), BOTH, is_post=True),
    Scene("daily-set", "Setting the clip of the day", (_DAILY,)),
    Scene("daily-list", "Where the clip of the day goes", (_DAILY, "/daily list")),
    Scene("daily-preview", "What will be posted next, when and why", (_DAILY, "/daily preview")),
    Scene("daily-suggest", "A listener suggests a clip", (_DAILY, _FIND, "1", _SUGGEST)),
    Scene("daily-suggestions", "What listeners suggested", (_DAILY, _FIND, "1", _SUGGEST, "/daily suggestions")),
    Scene(
        "daily-options",
        "Setting it for some days, with a heading, the newest pinned",
        ('/daily set 09:00 Asia/Taipei 星期:一三五 標題:"早安，今天聽這段" 置頂:開',),
    ),
    Scene("daily-paused", "Pausing the clip of the day", (_DAILY, "/daily pause", "/daily list")),
    Scene("daily-skip", "Leaving out the next one", (_DAILY, "/daily skip")),
    Scene("daily-unskip", "Posting after all what was left out", (_DAILY, "/daily skip", "u")),
    Scene("daily-remove", "Taking the clip of the day back", (_DAILY, "/daily remove 1")),
    Scene("correct", "A listener proposes a correction", (_FIND, "1", _PROPOSE)),
    Scene("corrections", "The corrections that wait for a moderator", (_FIND, "1", _PROPOSE, "/corrections list")),
    Scene("accepted", "A correction is accepted", (_FIND, "1", _PROPOSE, "/corrections accept 1")),
    Scene("corrected", "A corrected word in a result", (_FIND, "1", _PROPOSE, "/corrections accept 1", _FIND)),
    Scene("rejected", "A correction is rejected", (_FIND, "1", _PROPOSE, "/corrections reject 1")),
    Scene("uncorrected", "A correction is removed", (_FIND, "1", _PROPOSE, "/corrections remove 1")),
    Scene("alias-added", "Names that mean the same are set", (_ALIAS,)),
    Scene("aliases", "The names that mean the same", (_ALIAS, "/alias list")),
    Scene("alias-removed", "Names that mean the same are taken back", (_ALIAS, "/alias remove 1")),
    Scene("settings", "What holds in this server or chat, and how it is changed", ("/settings show",)),
    Scene("report", "A listener reports a clip to the moderators", (_FIND, "1", _REPORT)),
    Scene("reports", "What listeners reported", (_FIND, "1", _REPORT, "/reports")),
    Scene("hide", "A clip is hidden at once", (_FIND, "1", "/hide {clip}")),
    Scene("hidden", "What is hidden here, and how it comes back", (_FIND, "1", "/hide {clip}", "/hidden")),
    Scene("blocked", "Words that nothing is shown with here", ("/blocked add 紫水晶", "/blocked list")),
    Scene("help", "What there is to type, for somebody who manages nothing", (f"{LISTENER}/help",), BOTH),
)
"""In the order of the documents."""

IN_README: Final = (("hits", Platform.DISCORD), ("between", Platform.TELEGRAM))
"""What the README shows, in each of its languages."""

WITHOUT_SCENE: Final[Mapping[str, str]] = {
    **{
        f"settings {what}": "answers with a sentence, and /settings show with all that is set"
        for what in ("shows", "language", "private", "cooldown", "role")
    },
    "unhide": "answers with a sentence, as /hide does",
    "daily resume": "answers with a sentence, as /daily set does",
    "daily now": "posts what the scene daily shows, and answers with a sentence",
    "daily history": "lists what was posted before, and nothing was on the stage",
    "blocked remove": "answers with a sentence",
}
"""Functions that have no scene of their own, and why."""


def functions_of(scene: Scene) -> frozenset[str]:
    """The first two words, and the first alone, of all functions that a scene asks."""
    asked = [line.removeprefix(LISTENER).removeprefix("/").split() for line in scene.typed]
    return frozenset(name for words in asked for name in (words[0], " ".join(words[:2])))
