"""The game at its tables: the pure rules and CPU players, and what stores, serves and shows them."""
