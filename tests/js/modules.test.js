import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const folder = new URL("../../static/js/", import.meta.url);
const modules = readdirSync(folder).filter((name) => name.endsWith(".js"));
const modules = readdirSync(folder).filter((name) => name.endsWith(".js") && name !== "rescue.js");
const preloaded = readFileSync(new URL("../../templates/parts/modules.html", import.meta.url), "utf8");

/** What only the first hole of somebody new needs. */
const lesson = ["coach.js", "learn.js", "lesson.js"];

test("the table's page preloads every module but the first, and those of the lesson", () => {
  const listed = Array.from(preloaded.matchAll(/js\/([\w-]+\.js)/g), ([, name]) => name).sort();
  assert.deepEqual(listed, modules.filter((name) => name !== "table.js" && !lesson.includes(name)).sort());
});

test("imports are relative and end in semicolons, so that hashed names reach them", () => {
  for (const name of modules) {
    const source = readFileSync(new URL(name, folder), "utf8");
    for (const [line] of source.matchAll(/^import .*$/gm)) {
      assert.match(line, /^import .* from "\.\/[\w-]+\.js";$/, `${name}: ${line}`);
    }
  }
});

test("no module is longer than fits in the head", () => {
  for (const name of modules) {
    const lines = readFileSync(new URL(name, folder), "utf8").split("\n").length;
    assert.ok(lines <= 300, `${name} has ${lines} lines`);
  }
});
