"""The console of those who look after the site: reports, sanctions and their audit trail.

What it does to a table it does through games.actions, and to a person through accounts; it writes to neither."""
