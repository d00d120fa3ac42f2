"""The table of options of Telegram; `bot.config` reads it."""

from pydantic import BaseModel, ConfigDict, Field

from bot.option_types import HttpAddress, ListenAddress


class TelegramOptions(BaseModel):
    """`[telegram]`; its token is `NAJI_TELEGRAM_TOKEN` or the file that `NAJI_TELEGRAM_TOKEN_FILE` names.

    The webhook's secret is `NAJI_TELEGRAM_WEBHOOK_SECRET`, or stands in a file likewise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    enabled: bool | None = Field(
        default=None,
        title="true or false",
        description="要不要連上 Telegram；沒寫的話，有權杖就連。\n"
        "Whether to connect to Telegram. Without it: where there is a token.",
        examples=[True],
    )
    api_url: HttpAddress = Field(
        default="https://api.telegram.org",
        title="http or https address",
        description="Telegram Bot API 的網址。\nThe address of Telegram's Bot API.",
    )
    webhook_url: HttpAddress | None = Field(
        default=None,
        title="http or https address",
        description="讓 Telegram 把訊息送到這個網址；沒寫就由機器人自己去問。"
        "要有 NAJI_TELEGRAM_WEBHOOK_SECRET（1 到 256 個英數字、_ 或 -）。\n"
        "Where Telegram sends what comes in. Without it the bot asks for it. Needs NAJI_TELEGRAM_WEBHOOK_SECRET: 1 to "
        "256 letters, digits, _ or -.",
        examples=["https://bot.example.org/telegram"],
    )
    webhook_listen: ListenAddress = Field(
        default="127.0.0.1:8443",
        title="host:port",
        description="在哪裡收 webhook_url 轉進來的連線；TLS 由前面的反向代理處理。\n"
        "Where connections to webhook_url are taken; TLS is for the reverse proxy in front.",
    )
