-- Who speaks in an episode and where, without reading its words. Most transcripts name nobody: those cost nothing.
CREATE INDEX cue_by_speaker ON cue (episode_id, speaker, first_unit, unit_count) WHERE speaker IS NOT NULL;
