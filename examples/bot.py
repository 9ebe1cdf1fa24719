"""A guest that finishes a game knowing no rules: it picks one of the moves that the server says are legal."""

import json
import random
import sys
import urllib.request

from websockets.sync.client import connect

SITE = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"


def post(path: str, body: dict[str, object], token: str = "") -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{SITE}/api/v1/{path}", json.dumps(body).encode(), headers)
    return dict(json.load(urllib.request.urlopen(request)))


token = post("guests", {"name": "Robin"})["token"]
table = post(
    "tables", {"cpus": ["maya", "sage"], "pace": "instant", "start": True, "rules": {"holes": 3}}, token
)
with connect(table["ws"], additional_headers={"Authorization": f"Bearer {token}"}) as socket:
    for frame in map(json.loads, socket):
        if (frame.get("table") or frame.get("now") or {}).get("phase") == "game_over":
            print(
                "Totals:", [event["totals"] for event in frame["events"] if event["type"] == "game_ended"][0]
            )
            break
        if options := frame.get("legal"):
            move = dict(random.choice(options))
            count = move.pop("count", None)
            at = (
                {"at": random.sample(move["at"], count) if count else random.choice(move["at"])}
                if "at" in move
                else {}
            )
            source = {"from": random.choice(move["from"])} if "from" in move else {}
            socket.send(json.dumps({"id": frame["seq"], "seq": frame["seq"], **move, **at, **source}))
