/** The caddie beside the learner: words, progress, and the ways back, on and out. */

import { button, drawing, element, icon, setText } from "./element.js";
import { portrait } from "./personas.js";
import { gettext, interpolate } from "./texts.js";

/** @import { Lesson, Script } from "./lesson.js" */

/** @typedef {{back: () => void, skip: () => void, homeUrl: string}} Ways */

/**
 * @param {Script} script
 * @param {Ways} ways
 */
export function createCoach(script, ways) {
  const bar = createBar(script, ways);
  const advice = createAdvice(script);
  const course = createCourse(script);
  const panel = element(
    "section",
    { class: "coach", "aria-label": gettext("Your caddie") },
    portrait("caddie"),
    advice.element,
    course.element,
  );
  return {
    bar: bar.element,
    panel,
    /** @type {(lesson: Lesson) => void} */
    update(lesson) {
      bar.update(lesson);
      advice.say(lesson.words);
      course.update(lesson);
    },
    nudge: advice.nudge,
  };
}

/**
 * @param {Script} script
 * @param {Ways} ways
 */
function createBar(script, ways) {
  const leave = element(
    "a",
    { class: "round", href: ways.homeUrl, "aria-label": gettext("Leave the lesson"), "data-testid": "leave" },
    icon("close"),
  );
  const step = element("span", { "data-testid": "step" });
  const where = element("h1", { class: "where" }, element("b", {}, gettext("Your first hole")), " ", step);
  const chevron = drawing("path", { d: "M14.5 5.5 8 12l6.5 6.5" });
  const arrow = drawing("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, chevron);
  const word = element("span", { class: "word" }, gettext("Back"));
  const back = button({ class: "button quiet back", "data-testid": "back" }, ways.back, arrow, word);
  const skip = button({ class: "button quiet", "data-testid": "skip" }, ways.skip, gettext("Skip"));
  const grow = element("span", { class: "grow" });
  return {
    element: element("header", { class: "bar" }, leave, where, grow, back, skip),
    /** @type {(lesson: Lesson) => void} */
    update(lesson) {
      const facts = { n: lesson.step + 1, total: script.steps.length };
      setText(step, interpolate(gettext("Step %(n)s of %(total)s"), facts));
    },
  };
}

/**
 * Every sentence lies in the same place, and one of them is seen: so the place is as high as the longest needs,
 * and nothing moves when the words change.
 * @param {Script} script
 */
function createAdvice(script) {
  const sentences = script.beats.flatMap(({ says, meanwhile, otherwise }) => [says, meanwhile, otherwise]);
  sentences.push(script.parting);
  const lines = new Map(sentences.filter(Boolean).map((text) => [text, element("p", {}, text)]));
  const advice = element("div", { class: "advice", "data-testid": "coach" }, ...lines.values());
  /** @type {HTMLElement | undefined} */
  let seen;

  /** @param {string} text */
  function say(text) {
    advice.classList.remove("nudging");
    if (lines.get(text) === seen) return;
    seen?.classList.remove("now");
    seen = lines.get(text);
    seen?.classList.add("now");
  }

  return {
    element: advice,
    say,
    /** @param {string} text to somebody who has chosen something else */
    nudge(text) {
      say(text);
      advice.classList.add("nudging");
    },
  };
}

/**
 * All steps in a list, for those with room for it.
 * @param {Script} script
 */
function createCourse(script) {
  const steps = script.steps.map((title) => element("li", {}, title));
  return {
    element: element("ol", { class: "course", "aria-label": gettext("Steps") }, ...steps),
    /** @type {(lesson: Lesson) => void} */
    update(lesson) {
      steps.forEach((step, number) => {
        step.classList.toggle("done", number < lesson.step || lesson.over);
        if (number === lesson.step && !lesson.over) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      });
    },
  };
}
