"""The computer players: eight personas and the caddie, who plays for people who are away.

What lives here decides from a seat's view and its legal options, never from a GameState, and draws no luck of its
own: dice come in from outside. `choose` is the way in, `personas` who plays, `pace` how long they think.
"""
