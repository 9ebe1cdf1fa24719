/** The house rules in words: what a table plays, as its lobby and its rules window show it. */

import { gettext, interpolate, ngettext } from "./texts.js";

/** @typedef {Record<string, boolean | number | string>} Rules */

/**
 * The rules that are on or off, with a name and a sentence each, in the order in which they are shown.
 * @returns {{key: string, name: string, sentence: string}[]}
 */
export function switches() {
  return [
    { key: "use_jokers", name: gettext("Jokers"), sentence: gettext("Two jokers a pack, each counting −2.") },
    {
      key: "lucky_swing",
      name: gettext("Lucky swing"),
      sentence: gettext("One joker in all, and it counts −5."),
    },
    {
      key: "eagle_eye",
      name: gettext("Eagle eye"),
      sentence: gettext("A joker counts +2, but a pair of jokers −4."),
    },
    { key: "super_kings", name: gettext("Super kings"), sentence: gettext("A king counts −2.") },
    { key: "ten_penny", name: gettext("Ten penny"), sentence: gettext("A ten counts 1.") },
    {
      key: "one_eyed_jacks",
      name: gettext("One-eyed jacks"),
      sentence: gettext("The jacks of hearts and spades count 0."),
    },
    {
      key: "negative_pairs_keep_value",
      name: gettext("Negative pairs keep their value"),
      sentence: gettext("A pair of cards below zero counts the sum of both."),
    },
    {
      key: "four_of_a_kind",
      name: gettext("Four of a kind"),
      sentence: gettext("A rank that pairs in two columns takes 20 off."),
    },
    { key: "wolfpack", name: gettext("Wolfpack"), sentence: gettext("Two pairs of jacks take 20 off.") },
    {
      key: "knock_bonus",
      name: gettext("Bonus for going out"),
      sentence: gettext("Whoever goes out gets −5."),
    },
    {
      key: "knock_penalty",
      name: gettext("Penalty for going out"),
      sentence: gettext("Whoever goes out without the lowest score gets +10."),
    },
    {
      key: "underdog_bonus",
      name: gettext("Underdog bonus"),
      sentence: gettext("The lowest score of the hole gets −3."),
    },
    { key: "tied_shame", name: gettext("Tied shame"), sentence: gettext("Equal scores get +5 each.") },
    { key: "blackjack", name: gettext("Blackjack"), sentence: gettext("A score of exactly 21 becomes 0.") },
    {
      key: "flip_as_action",
      name: gettext("Flip as a turn"),
      sentence: gettext("Turn up one of your cards in place of a turn."),
    },
    {
      key: "knock_early",
      name: gettext("Knock early"),
      sentence: gettext("With one or two cards face down, turn them all up in place of a turn."),
    },
  ];
}

/**
 * The rules that are a choice, with what may be chosen.
 * @returns {{key: string, name: string, choices: [number | string, string][]}[]}
 */
export function choices() {
  /** @type {(from: number, to: number) => [number, string][]} */
  const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => [from + i, String(from + i)]);
  return [
    { key: "holes", name: gettext("Holes"), choices: numbers(1, 18) },
    { key: "initial_flips", name: gettext("Cards turned up at the start"), choices: numbers(0, 2) },
    {
      key: "flip_mode",
      name: gettext("After discarding a drawn card"),
      choices: [
        ["never", gettext("the turn ends")],
        ["always", gettext("one must turn up a card")],
        ["endgame", gettext("near the end one may turn up a card")],
      ],
    },
    { key: "decks", name: gettext("Packs of cards"), choices: numbers(1, 3) },
  ];
}

/**
 * What differs from the plain game, as short names.
 * @param {Rules} rules
 * @returns {string[]}
 */
export function rulesInPlay(rules) {
  const names = switches()
    .filter((rule) => rules[rule.key] === true)
    .map((rule) => rule.name);
  if (rules.flip_mode === "always") names.push(gettext("Turn up after discarding"));
  if (rules.flip_mode === "endgame") names.push(gettext("May turn up near the end"));
  if (typeof rules.initial_flips === "number" && rules.initial_flips !== 2) {
    const text = ngettext("%(n)s card up at the start", "%(n)s cards up at the start", rules.initial_flips);
    names.push(interpolate(text, { n: rules.initial_flips }));
  }
  if (typeof rules.decks === "number" && rules.decks > 1) {
    names.push(interpolate(gettext("%(n)s packs"), { n: rules.decks }));
  }
  return names;
}

/**
 * The same, each with the sentence that says what it does; "" where the name says it all.
 * @param {Rules} rules
 * @returns {{name: string, sentence: string}[]}
 */
export function rulesInWords(rules) {
  const sentences = new Map(switches().map((rule) => [rule.name, rule.sentence]));
  return rulesInPlay(rules).map((name) => ({ name, sentence: sentences.get(name) ?? "" }));
}

/**
 * A few words that sum up the rules of a table.
 * @param {Rules} rules
 * @returns {string}
 */
export function rulesSummary(rules) {
  const count = rulesInPlay(rules).length;
  if (count === 0) return gettext("Classic rules");
  return interpolate(ngettext("%(n)s house rule", "%(n)s house rules", count), { n: count });
}

/**
 * The rules of a table in few words, and whether it allows coaching.
 * @param {import("./protocol.js").Table} table
 * @returns {string}
 */
export function tableSummary({ rules, coaching }) {
  return coaching ? `${gettext("Coaching")} · ${rulesSummary(rules)}` : rulesSummary(rules);
}

/**
 * What coaching means for a table.
 * @returns {string}
 */
export function coachingSentence() {
  return gettext("Coaching: hints and moves taken back are allowed, and the game counts for nothing.");
}

/**
 * What a part of a score is for.
 * @param {string} why as the server names it
 * @returns {string}
 */
export function partName(why) {
  if (why.startsWith("column ")) {
    return (
      [gettext("Left column"), gettext("Middle column"), gettext("Right column")][Number(why.slice(7))] ?? why
    );
  }
  return switches().find((rule) => rule.key === why)?.name ?? why.replaceAll("_", " ");
}
