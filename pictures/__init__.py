"""Pictures of what the bot says, as Discord and Telegram show it: `python -m pictures` makes those of the documents."""
