"""A small show written for this project, for the first run.

Three episodes of about twelve minutes in spoken Taiwanese Mandarin, with the mis-hearings that speech recognisers
make: `ep1.txt` and `ep2.txt` in one-minute blocks cut in mid-word, `ep3.srt` in short cues. The word that the first
episode is about is written right in none of them, so that it can only be found by its sound.
"""
