"""Finished games to look at again: timelines, share links, export and import.

A replay is read from a game's events and shows a game that is still running only as its gallery sees it."""
