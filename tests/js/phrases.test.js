import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { phrases } from "../../static/js/phrases.js";

const protocol = readFileSync(new URL("../../games/protocol.py", import.meta.url), "utf8");
const documented = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

test("the board knows words for exactly the phrases that the server lets through", () => {
  const listed = protocol.match(/^Phrase = Literal\[([^\]]*)\]/m)?.[1].match(/\w+/g);
  assert.deepEqual(Object.keys(phrases()), listed);
});

test("the protocol's page lists them all", () => {
  for (const phrase of Object.keys(phrases())) assert.ok(documented.includes(`\`${phrase}\``), phrase);
});
