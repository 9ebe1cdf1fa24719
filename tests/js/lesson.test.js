import assert from "node:assert/strict";
import test from "node:test";
import { Lesson } from "../../static/js/lesson.js";
import { anEvent, aSnapshot, someEvents } from "./frames.js";

/** @import { Beat, Script } from "../../static/js/lesson.js" */

/**
 * @param {Partial<Beat>} fields
 * @returns {Beat}
 */
const aBeat = (fields) => ({
  step: 0,
  says: "",
  asks: { do: "discard" },
  spots: [],
  otherwise: "Not that.",
  meanwhile: "",
  frames: [],
  replies: [],
  ...fields,
});

/** @type {(seq: number, card: string, seat: number) => import("../../static/js/protocol.js").EventsFrame} */
const discarded = (seq, card, seat) =>
  someEvents([anEvent({ seq, type: "card_discarded", seat, card })], { turn: 1 - seat });

/** @type {Script} */
const script = {
  first: aSnapshot(),
  steps: ["Open", "Discard"],
  parting: "Goodbye.",
  beats: [
    aBeat({ says: "Open two.", asks: { do: "open", at: [0, 4] } }),
    aBeat({
      step: 1,
      says: "Discard it.",
      meanwhile: "Maya now.",
      frames: [discarded(11, "QS", 0)],
      replies: [discarded(12, "6C", 1), discarded(13, "7C", 1)],
    }),
    aBeat({ step: 1, says: "Once more.", frames: [discarded(14, "9C", 0)] }),
  ],
};

/** A lesson whose time passes when the test says so. */
function aLesson() {
  /** @type {(() => void)[]} */
  const sleeping = [];
  let changes = 0;
  const lesson = new Lesson(script, {
    happened: () => {},
    changed: () => changes++,
    wait: () => new Promise((resolve) => sleeping.push(() => resolve())),
  });
  const pass = async () => {
    sleeping.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { lesson, pass, top: () => lesson.state.table?.discard.at(-1), changes: () => changes };
}

/** A lesson at its second beat. */
async function further() {
  const made = aLesson();
  made.lesson.answer({ do: "open", at: [4, 0] });
  await made.pass();
  return made;
}

test("what is asked for may name its positions in any order", async () => {
  const { lesson } = await further();
  assert.equal(lesson.at, 1);
  assert.equal(lesson.words, "Discard it.");
});

test("anything else is answered with the caddie's word for it, and changes nothing", () => {
  const { lesson, changes } = aLesson();
  for (const command of [{ do: "open", at: [0, 3] }, { do: "open", at: [0] }, { do: "knock" }]) {
    const answer = lesson.answer(command);
    assert.equal(answer.type, "error");
    assert.equal(answer.type === "error" && answer.message, "Not that.");
  }
  assert.equal(lesson.at, 0);
  assert.equal(changes(), 0);
});

test("a card that shall not be opened is known before the second one is chosen", async () => {
  const { lesson } = aLesson();
  assert.deepEqual(
    [0, 3, 4].map((at) => lesson.opensAnother(at)),
    [false, true, false],
  );
  assert.equal((await further()).lesson.opensAnother(3), false);
});

test("the others play one frame after the other, and nothing is asked meanwhile", async () => {
  const { lesson, pass, top } = await further();
  lesson.answer({ do: "discard" });
  assert.deepEqual([top(), lesson.words, lesson.asked, lesson.at], ["QS", "Maya now.", null, 1]);
  assert.equal(lesson.answer({ do: "discard" }).type, "error");
  await pass();
  assert.equal(top(), "6C");
  await pass();
  assert.deepEqual([top(), lesson.asked], ["7C", null]);
  await pass();
  assert.deepEqual([lesson.at, lesson.words], [2, "Once more."]);
});

test("going back while others play takes the own move back, and they stop", async () => {
  const { lesson, pass, top } = await further();
  lesson.answer({ do: "discard" });
  await pass();
  lesson.back();
  assert.deepEqual([lesson.at, lesson.words, top()], [1, "Discard it.", "8D"]);
  await pass();
  assert.equal(top(), "8D");
  lesson.back();
  lesson.back();
  assert.equal(lesson.at, 0);
});

test("skipping does what is asked, then hurries the others, to the end", async () => {
  const { lesson, pass, top } = await further();
  lesson.skip();
  assert.deepEqual([top(), lesson.busy], ["QS", true]);
  lesson.skip();
  assert.deepEqual([top(), lesson.at, lesson.busy], ["7C", 2, false]);
  await pass();
  assert.equal(lesson.at, 2, "a playing that was hurried goes on no further");
  lesson.skip();
  await pass();
  assert.deepEqual([lesson.over, lesson.words, lesson.step, top()], [true, "Goodbye.", 1, "9C"]);
  lesson.skip();
  assert.equal(lesson.at, 3);
});
