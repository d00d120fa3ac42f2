"""Naji: find what was said in a podcast. The words, the rules, the use cases and the wiring."""
