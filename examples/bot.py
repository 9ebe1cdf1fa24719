"""A guest that finishes a game knowing no rules: it makes one of the moves that the server says are legal."""

import json
import random
import sys
import urllib.request

from websockets.sync.client import connect

SITE = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"


def post(call: str, body: object, **headers: str) -> dict[str, str]:
    headers |= {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{SITE}/api/v1/{call}", json.dumps(body).encode(), headers)
    return dict(json.load(urllib.request.urlopen(request)))


me = {"Authorization": f"Bearer {post('guests', {'name': 'Robin'})['token']}"}
table = post("tables", {"cpus": ["maya", "sage"], "pace": "instant", "start": True}, **me)
with connect(table["ws"], additional_headers=me) as socket:
    for frame in map(json.loads, socket):
        if options := frame.get("legal"):
            move = random.choice(options)
            if move["do"] == "rematch":
                break
            many = {"at": random.sample(move["at"], move.pop("count"))} if "count" in move else {}
            one = {name: random.choice(values) for name, values in move.items() if isinstance(values, list)}
            socket.send(json.dumps({"id": frame["seq"], "seq": frame["seq"]} | move | one | many))
print("Totals:", frame["events"][-1]["totals"])
