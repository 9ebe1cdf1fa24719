"""The first hole of somebody new (`/learn/`): always the same, played by the engine, with a caddie's words.

Its cards and moves stand in `script`, what a browser is handed of it in `show`. It touches no database and no table.
"""
