"""Telegram: commands, plain text, inline mode, and what the bot posts of its own accord."""
