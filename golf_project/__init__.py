"""The site around the game: settings, URLs, ASGI application, health, logs. Nothing of the game itself."""

# Tasks belong to this application, in every process.
from golf_project.celery import app as celery_app

__all__ = ["celery_app"]
