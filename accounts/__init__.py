"""People: users, of whom guests are one kind, their names, tokens and limits."""
