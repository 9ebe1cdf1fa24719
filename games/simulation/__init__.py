"""Whole games of computer players, played through the rules, and the figures that tell how they play.

`play` plays them, `tally` counts, `report` prints. Nothing here knows of Django, tables or people.
"""
