import assert from "node:assert/strict";
import test from "node:test";
import { TableSocket, waitBefore } from "../../static/js/socket.js";
import { apply, emptyState, hasGap } from "../../static/js/store.js";
import { anEvent, aSnapshot, someEvents } from "./frames.js";

/** @import { Frame } from "../../static/js/protocol.js" */

/** A server of one connection at a time: what was sent to it, and a way to answer. */
class FakeServer {
  /** @type {FakeSocket[]} */
  sockets = [];
  /** @type {{run: () => void, milliseconds: number, cancelled: boolean}[]} */
  timers = [];

  get socket() {
    return this.sockets[this.sockets.length - 1];
  }

  /** @type {import("../../static/js/socket.js").World} */
  world = {
    open: (url) => {
      this.sockets.push(new FakeSocket(url));
      return /** @type {any} */ (this.socket);
    },
    later: (run, milliseconds) => {
      const timer = { run, milliseconds, cancelled: false };
      this.timers.push(timer);
      return timer;
    },
    cancel: (timer) => {
      if (timer) timer.cancelled = true;
    },
    chance: () => 0.5,
  };

  /** Let every timer that waits no longer than this run. @param {number} longest */
  pass(longest) {
    const due = this.timers.filter((timer) => timer.milliseconds <= longest);
    this.timers = this.timers.filter((timer) => timer.milliseconds > longest);
    for (const timer of due) if (!timer.cancelled) timer.run();
  }
}

class FakeSocket {
  readyState = 1;
  /** @type {any[]} */
  sent = [];
  /** @type {(message: {data: string}) => void} */
  onmessage = () => {};
  /** @type {(close: {code: number}) => void} */
  onclose = () => {};

  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  /** @param {object} frame */
  says(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  /** @param {number} code */
  drops(code) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

function aClient() {
  const server = new FakeServer();
  let state = emptyState();
  /** @type {string[]} */
  const seen = [];
  const socket = new TableSocket(
    "wss://golf.example/ws/tables/K7PX4M/",
    {
      position: () => ({ game: state.game, seq: state.seq }),
      take: (/** @type {Frame} */ frame) => {
        if (hasGap(state, frame)) return true;
        state = apply(state, frame);
        return false;
      },
      changed: (what) => seen.push(what),
    },
    server.world,
  );
  socket.connect();
  return { server, socket, seen, seq: () => state.seq };
}

const discarded = (/** @type {number} */ seq) =>
  anEvent({ seq, type: "card_discarded", seat: 1, card: "3C" });

test("the first connection asks for everything, a later one for what came since", () => {
  const { server } = aClient();
  assert.equal(server.socket.url, "wss://golf.example/ws/tables/K7PX4M/");
  server.socket.says(aSnapshot());
  server.socket.drops(1006);
  server.pass(300);
  assert.equal(server.sockets.length, 2);
  assert.equal(server.socket.url, "wss://golf.example/ws/tables/K7PX4M/?game=7&since=10");
});

test("a gap is asked for once, and what fills it is taken", () => {
  const { server, seq } = aClient();
  server.socket.says(aSnapshot());
  server.socket.says(someEvents([discarded(13)]));
  server.socket.says(someEvents([discarded(14)]));
  assert.deepEqual(server.socket.sent, [{ id: 1, do: "sync", seq: 10 }]);
  server.socket.says(someEvents([11, 12, 13, 14].map(discarded)));
  server.socket.says({ type: "ok", id: 1, seq: 14 });
  assert.equal(seq(), 14);
});

test("presence that is ahead leads to a sync only if nothing comes by itself", () => {
  const { server } = aClient();
  server.socket.says(aSnapshot());
  server.socket.says({ type: "presence", seq: 11, seats: [true, true], gallery: 0 });
  assert.deepEqual(server.socket.sent, []);
  server.socket.says(someEvents([discarded(11)]));
  server.pass(1_000);
  assert.deepEqual(server.socket.sent, []);
  server.socket.says({ type: "presence", seq: 12, seats: [true, true], gallery: 0 });
  server.pass(1_000);
  assert.deepEqual(server.socket.sent, [{ id: 1, do: "sync", seq: 11 }]);
});

test("events of another game lead to a new connection", () => {
  const { server } = aClient();
  server.socket.says(aSnapshot());
  server.socket.says(someEvents([discarded(11)], {}, { game: "8" }));
  server.pass(300);
  assert.equal(server.sockets.length, 2);
});

test("a command is answered by its id", async () => {
  const { server, socket } = aClient();
  server.socket.says(aSnapshot());
  const first = socket.send({ do: "draw", from: "stock" });
  const second = socket.send({ do: "sit", seat: 3 });
  assert.deepEqual(server.socket.sent, [
    { id: 1, seq: 10, do: "draw", from: "stock" },
    { id: 2, do: "sit", seat: 3 },
  ]);
  server.socket.says({ type: "error", id: 2, code: "not_now", message: "Not now." });
  server.socket.says({ type: "ok", id: 1, seq: 11 });
  assert.equal((await first).type, "ok");
  assert.equal((await second).type, "error");
});

test("a move in doubt is sent again with the same id and seq, anything else is given up", async () => {
  const { server, socket } = aClient();
  server.socket.says(aSnapshot());
  const move = socket.send({ do: "swap", at: 3 });
  const other = socket.send({ do: "start" });
  server.socket.drops(1006);
  const refused = await other;
  assert.equal(refused.type === "error" && refused.code, "connection_lost");
  server.pass(300);
  server.socket.says(someEvents([discarded(11)]));
  assert.deepEqual(server.socket.sent, [{ id: 1, seq: 10, do: "swap", at: 3 }]);
  server.socket.says({ type: "error", id: 1, code: "stale", message: "" });
  assert.equal((await move).type, "error");
});

test("what is asked before the first frame waits for it", () => {
  const { server, socket } = aClient();
  socket.send({ do: "knock" });
  assert.deepEqual(server.socket.sent, []);
  server.socket.says(aSnapshot());
  assert.equal(server.socket.sent.length, 1);
});

test("after a final goodbye nothing is tried again, and nobody waits", async () => {
  const { server, socket, seen } = aClient();
  server.socket.says(aSnapshot());
  const move = socket.send({ do: "knock" });
  server.socket.says({ type: "bye", code: "table_closed", message: "The table was closed." });
  server.socket.drops(4404);
  assert.equal((await move).type, "error");
  server.pass(60_000);
  assert.equal(server.sockets.length, 1);
  assert.deepEqual(seen, ["open", "ended"]);
});

test("a restart of the server is survived, and not everybody comes back in the same instant", () => {
  const { server, seen } = aClient();
  server.socket.says(aSnapshot());
  server.socket.says({ type: "bye", code: "restarting", message: "" });
  server.socket.drops(1012);
  server.pass(499);
  assert.equal(server.sockets.length, 1);
  server.pass(500);
  assert.equal(server.socket.url, "wss://golf.example/ws/tables/K7PX4M/?game=7&since=10");
  server.socket.says(someEvents([discarded(11)], {}, { seq: 11 }));
  assert.deepEqual(seen, ["open", "lost", "open"]);
});

test("while the server restarts, it is asked less and less often", () => {
  const { server, seen } = aClient();
  server.socket.says(aSnapshot());
  for (const wait of [500, 375, 750, 1_500]) {
    server.socket.says({ type: "bye", code: "restarting", message: "" });
    server.socket.drops(1012);
    const tries = server.sockets.length;
    server.pass(wait - 1);
    assert.equal(server.sockets.length, tries);
    server.pass(wait);
    assert.equal(server.sockets.length, tries + 1);
  }
  server.socket.says(someEvents([], {}, { seq: 10 }));
  assert.equal(seen[seen.length - 1], "open");
});

test("after a goodbye nobody waits for long for the close", () => {
  const { server } = aClient();
  server.socket.says(aSnapshot());
  server.socket.says({ type: "bye", code: "restarting", message: "" });
  server.pass(2_000);
  server.pass(500);
  assert.equal(server.sockets.length, 2);
});

test("whoever did not keep up comes back for what was missed", () => {
  const { server, seq } = aClient();
  server.socket.says(aSnapshot());
  server.socket.says({ type: "bye", code: "too_slow", message: "" });
  server.socket.drops(1013);
  server.pass(250);
  assert.equal(server.socket.url, "wss://golf.example/ws/tables/K7PX4M/?game=7&since=10");
  server.socket.says(someEvents([11, 12].map(discarded)));
  assert.equal(seq(), 12);
});

test("a connection that has gone silent is given up and made anew", () => {
  const { server, seen } = aClient();
  server.socket.says(aSnapshot());
  server.pass(25_000);
  server.pass(300);
  assert.equal(server.sockets.length, 2);
  assert.deepEqual(seen, ["open", "lost"]);
});

test("a move that is never answered is sent again over a new connection", () => {
  const { server, socket } = aClient();
  server.socket.says(aSnapshot());
  socket.send({ do: "swap", at: 3 });
  server.pass(8_000);
  server.pass(300);
  server.socket.says(someEvents([], {}, { seq: 10 }));
  assert.equal(server.sockets.length, 2);
  assert.deepEqual(server.socket.sent, [{ id: 1, seq: 10, do: "swap", at: 3 }]);
});

test("waiting grows, with jitter, up to a limit", () => {
  assert.equal(waitBefore(0, 0), 125);
  assert.equal(waitBefore(0, 1), 250);
  assert.ok(waitBefore(3, 0.5) > waitBefore(1, 0.5));
  assert.equal(waitBefore(50, 1), 8_000);
  assert.equal(waitBefore(0, 0, true), 0);
  assert.equal(waitBefore(0, 1, true), 1_000);
  assert.equal(waitBefore(2, 1, true), waitBefore(2, 1));
});
