/** An analysis on its way: how far it is, until it is there. */

const PAUSE = 1500;

const going = /** @type {HTMLElement} */ (document.getElementById("going"));
const bar = /** @type {HTMLProgressElement} */ (going.querySelector("progress"));
const counting = /** @type {HTMLElement} */ (document.getElementById("counting"));
const numbers = /** @type {HTMLElement} */ (document.getElementById("numbers"));
const judged = /** @type {HTMLElement} */ (document.getElementById("judged"));
const decisions = /** @type {HTMLElement} */ (document.getElementById("decisions"));

async function look() {
  const answer = await fetch(`${going.dataset.state}?result=false`, {
    headers: { accept: "application/json" },
  });
  if (answer.ok) {
    const told = await answer.json();
    if (told.state !== "going") return location.reload();
    if (told.decisions) show(told);
  }
  wait();
}

/**
 * How many of how many, once that is known.
 * @param {{judged: number, decisions: number}} told
 */
function show(told) {
  bar.max = told.decisions;
  bar.value = told.judged;
  judged.textContent = String(told.judged);
  decisions.textContent = String(told.decisions);
  counting.hidden = true;
  numbers.hidden = false;
}

/** A site that does not answer is asked again. */
function wait() {
  setTimeout(() => look().catch(wait), PAUSE);
}

wait();
