"""The pages of the console: Django's admin, and our own pages inside it."""
