"""The site around the game: settings, URLs, ASGI application, health, logs. Nothing of the game itself."""
