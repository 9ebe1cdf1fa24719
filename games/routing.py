"""WebSocket addresses."""

from django.urls import path

from games.consumers import table_socket

websocket_urlpatterns = [path("ws/tables/<str:code>/", table_socket)]  # type: ignore[arg-type]
