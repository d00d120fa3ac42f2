"""A small show written for this project, for the first run."""
