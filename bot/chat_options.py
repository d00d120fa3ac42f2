"""The table of options of the chats; `bot.config` reads it."""

from pydantic import BaseModel, ConfigDict, Field

from bot.option_types import Pause, Tokens


class ChatOptions(BaseModel):
    """`[chats]`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    cooldown_s: Pause = Field(
        default=2.0,
        title="seconds, 0 to 600",
        description="一個人連續找了 burst 次以後，兩次搜尋之間要隔幾秒；0 就是不限。"
        "各地可以用 /settings cooldown 另外設定。\n"
        "After burst searches in a row, how long one person waits between two; 0 for no limit. A place can set its "
        "own with /settings cooldown.",
    )
    burst: Tokens = Field(
        default=5,
        title="searches, 1 to 1000",
        description="一個人可以連續找幾次。\nHow many searches one person may make in a row.",
    )
    place_cooldown_s: Pause = Field(
        default=0.5,
        title="seconds, 0 to 600",
        description="一個伺服器或群組全部的人合起來，連續找了 place_burst 次以後，兩次搜尋之間要隔幾秒；0 就是不限。\n"
        "The same for all people of a server or group together, after place_burst searches in a row.",
    )
    place_burst: Tokens = Field(
        default=30,
        title="searches, 1 to 1000",
        description="一個伺服器或群組全部的人合起來可以連續找幾次。\n"
        "How many searches all people of a server or group together may make in a row.",
    )


DEFAULT_CHATS = ChatOptions()
