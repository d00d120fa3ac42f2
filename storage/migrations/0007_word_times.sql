-- When single words are said, and which transcripts have no times at all.

-- Packed, see storage/words.py; NULL where the transcript times its cues only.
ALTER TABLE cue ADD COLUMN words BLOB;

-- 1: the times of its cues only order them.
ALTER TABLE episode ADD COLUMN untimed INTEGER NOT NULL DEFAULT 0 CHECK (untimed IN (0, 1));
