"""Reading transcripts: one small reader per format, and the import of whole folders."""
