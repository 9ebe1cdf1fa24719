/**
 * A run of animations that can be ended at any moment. They only show how something came about that is on the page
 * already: ended early, or never begun, they leave the same page behind.
 */

/** @typedef {{delay: number, duration: number, easing?: string}} Time */

const EASE = "cubic-bezier(.2,.75,.2,1)";

export class Run {
  /** @type {Animation[]} */
  #animations = [];
  /** @type {ReturnType<typeof setTimeout>[]} */
  #timers = [];
  #over = false;
  #stopListening;

  /** @param {(whole: boolean) => void} ended is called once; `whole`: everything was played to its end */
  constructor(ended) {
    this.ended = ended;
    this.#stopListening = onNextInput(() => this.finish());
  }

  /**
   * Let something arrive: until its time it is as in `from`, afterwards as the page has it.
   * @param {Element | null | undefined} target
   * @param {Keyframe} from transform and opacity only
   * @param {Time} time
   */
  arrive(target, from, { delay, duration, easing = EASE }) {
    if (!target || this.#over) return;
    const to = {
      ...(from.transform && { transform: "none" }),
      ...(from.opacity !== undefined && { opacity: 1 }),
    };
    this.#animations.push(target.animate([from, to], { delay, duration, easing, fill: "backwards" }));
  }

  /**
   * Do something on the way, unless the run is over by then.
   * @param {number} delay milliseconds from now
   * @param {() => void} act
   */
  at(delay, act) {
    if (!this.#over) this.#timers.push(setTimeout(act, delay));
  }

  /** Everything is added: the run is over when the last of it has played. */
  begin() {
    Promise.allSettled(this.#animations.map((one) => one.finished)).then(() => this.#end(true));
  }

  /** Show the page as it is, now. */
  finish() {
    this.#end(false);
  }

  /** @param {boolean} whole */
  #end(whole) {
    if (this.#over) return;
    this.#over = true;
    this.#stopListening();
    for (const one of this.#animations) one.cancel();
    for (const one of this.#timers) clearTimeout(one);
    this.ended(whole);
  }
}

/**
 * Call this once as soon as somebody touches, types or scrolls anything, before what they touched hears of it.
 * @param {() => void} act
 * @returns {() => void} for whoever no longer wants to know
 */
export function onNextInput(act) {
  const stop = () => {
    removeEventListener("pointerdown", heard, true);
    removeEventListener("keydown", heard, true);
    removeEventListener("wheel", heard, true);
  };
  const heard = () => {
    stop();
    act();
  };
  addEventListener("pointerdown", heard, true);
  addEventListener("keydown", heard, true);
  addEventListener("wheel", heard, { capture: true, passive: true });
  return stop;
}
