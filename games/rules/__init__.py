"""The rules of six-card Golf: values and pure functions, nothing else.

What lives here imports the standard library's pure part only: no Django, no clock, no
randomness, no input or output. `docs/rules.md` is the text that this package says in code.
"""
