/** What the computer players say now and then, each in their own manner. Their words are kind to everybody. */

import { gettext } from "./texts.js";

/** @typedef {"hello" | "out" | "pair" | "good" | "bad" | "won" | "lost"} Occasion */
/** @typedef {Record<Occasion, string[]>} Remarks */

/** @returns {Record<string, Remarks>} by persona */
export function remarks() {
  return {
    sofia: sofia(),
    maya: maya(),
    priya: priya(),
    marcus: marcus(),
    kenji: kenji(),
    diego: diego(),
    river: river(),
    sage: sage(),
  };
}

/** @returns {Remarks} */
function sofia() {
  return {
    hello: [gettext("Good day. Let us think this through.")],
    out: [gettext("Now it adds up."), gettext("The sum is right.")],
    pair: [gettext("Exactly as planned.")],
    good: [gettext("Patience pays.")],
    bad: [gettext("I shall check my sums.")],
    won: [gettext("A pleasure. Every card counted.")],
    lost: [gettext("Well reasoned, everybody.")],
  };
}

/** @returns {Remarks} */
function maya() {
  return {
    hello: [gettext("Hi! Ready? I am!")],
    out: [gettext("And I’m out!"), gettext("Quick, quick!")],
    pair: [gettext("Two of a kind, let’s go!")],
    good: [gettext("Fast and tidy!")],
    bad: [gettext("Too fast, that one.")],
    won: [gettext("What a race!")],
    lost: [gettext("You were quicker. Again?")],
  };
}

/** @returns {Remarks} */
function priya() {
  return {
    hello: [gettext("Hello! May your cards find friends.")],
    out: [gettext("My little family is complete.")],
    pair: [gettext("There you are, my dear!"), gettext("A pair! I knew it.")],
    good: [gettext("Pairs, pairs, pairs.")],
    bad: [gettext("So many singles…")],
    won: [gettext("Two by two to the top!")],
    lost: [gettext("You paired up nicely.")],
  };
}

/** @returns {Remarks} */
function marcus() {
  return {
    hello: [gettext("Evening, all.")],
    out: [gettext("That will do."), gettext("Good enough for me.")],
    pair: [gettext("Steady does it.")],
    good: [gettext("A solid hole.")],
    bad: [gettext("It happens. On we go.")],
    won: [gettext("One hole at a time.")],
    lost: [gettext("Well earned. Good game.")],
  };
}

/** @returns {Remarks} */
function kenji() {
  return {
    hello: [gettext("Hey! Feeling lucky?")],
    out: [gettext("All in!")],
    pair: [gettext("Lady Luck says hello!"), gettext("I had a feeling!")],
    good: [gettext("Worth the risk!")],
    bad: [gettext("Glorious, wasn’t it?")],
    won: [gettext("What a ride!")],
    lost: [gettext("No risk, no fun. Bravo!")],
  };
}

/** @returns {Remarks} */
function diego() {
  return {
    hello: [gettext("Hola! What are we playing?")],
    out: [gettext("Wait, am I out?")],
    pair: [gettext("Ha! I meant to do that.")],
    good: [gettext("Nobody saw that coming. Me neither.")],
    bad: [gettext("Art is never tidy."), gettext("Oh well. Who’s counting?")],
    won: [gettext("I won? I won!")],
    lost: [gettext("Splendid! I’d clap, but my hands are full.")],
  };
}

/** @returns {Remarks} */
function river() {
  return {
    hello: [gettext("Hello. Let’s see where this flows.")],
    out: [gettext("The moment felt right."), gettext("Here I come ashore.")],
    pair: [gettext("That falls into place.")],
    good: [gettext("With the current.")],
    bad: [gettext("Time to change course.")],
    won: [gettext("All streams meet the sea.")],
    lost: [gettext("You read the water well.")],
  };
}

/** @returns {Remarks} */
function sage() {
  return {
    hello: [gettext("Greetings…")],
    out: [gettext("Surprise."), gettext("Softly does it.")],
    pair: [gettext("Shh. Nothing to see.")],
    good: [gettext("Quiet feet go far.")],
    bad: [gettext("Hm. I was seen.")],
    won: [gettext("You never heard me coming.")],
    lost: [gettext("Clever. Very clever.")],
  };
}
