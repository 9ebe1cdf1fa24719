import assert from "node:assert/strict";
import test from "node:test";
import { awardSentence } from "../../static/js/awards.js";

const items = [
  { key: "first_win", name: "First win", sentence: "Win a game." },
  { key: "streak_5", name: "On a roll", sentence: "Win five games in a row." },
];
const answers = async () => /** @type {Response} */ ({ json: async () => ({ items }) });

test("what is awarded is told by its name and sentence, and nothing else is", async () => {
  assert.equal(await awardSentence(["first_win"], answers), "Achievement: First win. Win a game.");
  assert.equal(await awardSentence(["unknown"], answers), "");
});

test("where the names cannot be had nothing is said", async () => {
  const away = async () => Promise.reject(new Error("away"));
  assert.equal(await awardSentence(["first_win"], away), "");
});
