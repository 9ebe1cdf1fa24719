"""Is this installation sound? A module for each thing that a site stands on; `examination` asks them all.

Each finding is one sentence, and none of them names a secret or a card.
"""
