import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const folder = new URL("../../static/js/", import.meta.url);
const modules = readdirSync(folder).filter((name) => name.endsWith(".js"));

test("no module is longer than fits in the head", () => {
  for (const name of modules) {
    const lines = readFileSync(new URL(name, folder), "utf8").split("\n").length;
    assert.ok(lines <= 300, `${name} has ${lines} lines`);
  }
});
