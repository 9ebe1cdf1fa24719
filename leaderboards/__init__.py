"""Results, statistics and standings of finished games.

Everything here is a fold of games that are over and can be made again from their events. Nothing here is asked
during a move."""
