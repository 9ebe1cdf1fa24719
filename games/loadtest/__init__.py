"""`manage.py loadtest`: whole games played over WebSockets, every frame checked. A pure client, without Django."""
