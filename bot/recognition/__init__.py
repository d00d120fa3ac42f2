"""Recognising what of an episode is not the show; pure. `bot.recognition.episode.recognise` is the way in."""
