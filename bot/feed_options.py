"""The table of options of feeds; `bot.config` reads it."""

from pydantic import BaseModel, ConfigDict, Field

from bot.option_types import Megabytes, Minutes, Seconds


class FeedOptions(BaseModel):
    """`[feeds]`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    interval_min: Minutes = Field(
        default=60,
        title="minutes, 5 to 10080",
        description="機器人執行時，每隔多久看一次訂閱的 RSS。\n"
        "How long a running bot waits before it looks at the feeds again.",
    )
    timeout_s: Seconds = Field(
        default=30,
        title="seconds, 1 to 600",
        description="下載一個檔案最多等多久。\nHow long fetching one file may take.",
    )
    max_mb: Megabytes = Field(
        default=16,
        title="megabytes, 1 to 256",
        description="一個檔案解壓縮後最大多少；逐字稿不論如何最多 16。\n"
        "How large one file may be when it is unpacked; a transcript never more than 16.",
    )
    allow_private_addresses: bool = Field(
        default=False,
        title="true or false",
        description="RSS 和逐字稿可不可以放在這台機器或區域網路上；開了以後，RSS 的作者就能讓哪集去讀內部網路的網址。\n"
        "Whether feeds and transcripts may stand on this machine or its network. With it, whoever writes a feed can "
        "have Naji read addresses in there.",
    )


DEFAULT_FEEDS = FeedOptions()
