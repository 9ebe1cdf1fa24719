"""Measurements, not tests: `make bench`. docs/performance.md keeps the figures, with the commands that made them."""
