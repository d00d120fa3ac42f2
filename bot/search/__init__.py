"""Matching what was typed to what was heard: pure, without clock or disk."""
