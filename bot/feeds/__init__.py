"""Following feeds: what they say, which transcripts to fetch, when to ask again."""
