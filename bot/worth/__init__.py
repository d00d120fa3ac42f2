"""What makes a clip: which stretches of an episode stand by themselves and say something. Pure; see `docs/clips.md`."""
