"""The stock program, which everybody writes first: a Channels consumer, an ORM insert a move, `group_send`.

It knows no rules either. Its layer is the core Redis layer; its database connection is kept open.
"""

from __future__ import annotations

from typing import Any

import django
import environ
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.db import ProgrammingError, connection, models
from django.urls import path

from benchmarks.live.serving import Asked, asked, serve

APP = "stock"
wish: Asked = asked()
settings.configure(
    DATABASES={"default": environ.Env.db_url_config(wish.database) | {"CONN_MAX_AGE": None}},
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            # Without these two redis-py hangs up while the layer waits for messages, and at a hundred senders.
            "CONFIG": {
                "hosts": [{"address": wish.redis, "socket_timeout": None, "max_connections": 1000}],
                "prefix": f"{wish.prefix}:layer",
            },
        }
    },
    USE_TZ=True,
)
django.setup()


class Move(models.Model):
    table = models.IntegerField()
    seq = models.IntegerField()
    data = models.TextField()

    class Meta:
        app_label = APP
        constraints = [models.UniqueConstraint(fields=["table", "seq"], name="one_move_a_place")]


class Table(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """A socket at a table."""

    async def connect(self) -> None:
        self.number = self.scope["url_route"]["kwargs"]["table"]
        self.group = f"table.{self.number}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, said: dict[str, Any], **_rest: Any) -> None:
        seq = said["seq"] + 1
        await self.store(seq)
        await self.channel_layer.group_send(self.group, {"type": "table.moved", "seq": seq, "pad": PAD})
        await self.send_json({"type": "ok", "id": said["id"], "seq": seq})

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def store(self, seq: int) -> None:
        Move(table=self.number, seq=seq, data=ROW).save(force_insert=True)

    async def table_moved(self, event: dict[str, Any]) -> None:
        await self.send_json({"type": "events", "seq": event["seq"], "pad": event["pad"]})


ROW = wish.stored(columns=16)
PAD = "x" * (wish.frame - len('{"type": "events", "seq": 1000, "pad": ""}'))


def make_table() -> None:
    """Make the table of moves, unless it is there."""
    try:
        with connection.schema_editor() as editor:
            editor.create_model(Move)
    except ProgrammingError:
        pass
    connection.close()


if __name__ == "__main__":
    make_table()
    tables = URLRouter([path("ws/tables/<int:table>/", Table.as_asgi())])
    serve(ProtocolTypeRouter({"websocket": tables}), wish.port)
