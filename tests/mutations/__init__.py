"""Named faults put into a copy of the program, each of which has to turn a test red."""
