"""Numbers for the computer players: tables of what a grid is worth, and many holes played out at once.

The only place that imports NumPy. The players themselves (`games.cpu`) read finished arrays.
"""
