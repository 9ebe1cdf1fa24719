"""How long computer players think, as data."""

from __future__ import annotations

import random
from typing import Literal

from games.cpu.personas import Persona

Kind = Literal["open", "draw", "place"]


def think_seconds(pace: str, persona: Persona, kind: Kind, dice: random.Random) -> float:
    return {"relaxed": 1.4, "normal": 0.8, "fast": 0.3, "instant": 0.0}[pace]
