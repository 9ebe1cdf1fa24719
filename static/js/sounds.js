/**
 * The sounds of the table, made by Web Audio from noise and plucked tones; there are no files.
 * Where there is no audio, or it may not be heard yet, nothing happens, and nothing goes wrong.
 */

/** @import { Cue, SoundName } from "./sound-cues.js" */

/**
 * A rustle of paper: noise through a band that moves.
 * @typedef {{at: number, length: number, from: number, to: number, loud: number}} Rustle
 */
/** @typedef {{at: number, length: number, pitch: number, loud: number}} Tone */

/** How loud everything is, next to what else the device plays. */
const VOLUME = 0.5;
const BRIGHTEST = 5_200;
const NOISE_LENGTH = 0.5;
const OVERTONES = [1, 0.32, 0.12];
const ATTACK = 0.008;
const SILENT = 0.0001;

/** @type {Rustle} */
const SLIDE = { at: 0, length: 0.17, from: 2_600, to: 1_000, loud: 0.3 };

/** @type {Record<SoundName, {rustles: Rustle[], tones: Tone[]}>} */
const SCORE = {
  deal: {
    rustles: [0, 0.09, 0.17, 0.26, 0.34].map((at, i) => ({
      ...SLIDE,
      at,
      length: 0.11,
      loud: 0.2 + 0.02 * i,
    })),
    tones: [],
  },
  slide: { rustles: [SLIDE], tones: [] },
  flip: {
    rustles: [{ at: 0, length: 0.07, from: 3_400, to: 2_000, loud: 0.34 }],
    tones: [{ at: 0.03, length: 0.09, pitch: 165, loud: 0.22 }],
  },
  pair: {
    rustles: [],
    tones: [
      { at: 0, length: 0.5, pitch: 523.25, loud: 0.14 },
      { at: 0.09, length: 0.55, pitch: 783.99, loud: 0.12 },
    ],
  },
  turn: {
    rustles: [],
    tones: [
      { at: 0, length: 0.5, pitch: 392, loud: 0.16 },
      { at: 0.13, length: 0.6, pitch: 523.25, loud: 0.16 },
    ],
  },
  out: {
    rustles: [],
    tones: [
      { at: 0, length: 0.5, pitch: 659.26, loud: 0.13 },
      { at: 0.12, length: 0.5, pitch: 587.33, loud: 0.13 },
      { at: 0.24, length: 0.65, pitch: 440, loud: 0.15 },
    ],
  },
  end: {
    rustles: [{ ...SLIDE, loud: 0.18 }],
    tones: [261.63, 329.63, 392, 523.25].map((pitch, i) => ({
      at: 0.05 + 0.09 * i,
      length: 0.6,
      pitch,
      loud: 0.13,
    })),
  },
};

/** @type {WeakMap<BaseAudioContext, AudioBuffer>} */
const noises = new WeakMap();

/**
 * Half a second of noise, always the same one.
 * @param {BaseAudioContext} context
 * @returns {AudioBuffer}
 */
function noiseOf(context) {
  const known = noises.get(context);
  if (known) return known;
  const buffer = context.createBuffer(1, NOISE_LENGTH * context.sampleRate, context.sampleRate);
  const samples = buffer.getChannelData(0);
  let seed = 1;
  for (let i = 0; i < samples.length; i++) {
    seed = (seed * 48_271) % 2_147_483_647;
    samples[i] = seed / 1_073_741_824 - 1;
  }
  noises.set(context, buffer);
  return buffer;
}

/**
 * Let a sound begin at a time of the context. It is over in less than a second.
 * @param {BaseAudioContext} context
 * @param {SoundName} name
 * @param {number} when in the context's seconds
 */
export function schedule(context, name, when) {
  const out = context.createGain();
  const warmth = context.createBiquadFilter();
  out.gain.value = VOLUME;
  warmth.type = "lowpass";
  warmth.frequency.value = BRIGHTEST;
  warmth.connect(out).connect(context.destination);
  for (const one of SCORE[name].rustles) rustle(context, warmth, one, when + one.at);
  for (const one of SCORE[name].tones) pluck(context, warmth, one, when + one.at);
}

/**
 * @param {BaseAudioContext} context
 * @param {AudioNode} out
 * @param {Rustle} sound
 * @param {number} when
 */
function rustle(context, out, sound, when) {
  const source = context.createBufferSource();
  const band = context.createBiquadFilter();
  source.buffer = noiseOf(context);
  band.type = "bandpass";
  band.Q.value = 0.9;
  band.frequency.setValueAtTime(sound.from, when);
  band.frequency.exponentialRampToValueAtTime(sound.to, when + sound.length);
  source
    .connect(band)
    .connect(swell(context, sound, when, sound.length * 0.3))
    .connect(out);
  source.start(when);
  source.stop(when + sound.length);
}

/**
 * A plucked string: a tone and a few overtones that fade sooner the higher they are.
 * @param {BaseAudioContext} context
 * @param {AudioNode} out
 * @param {Tone} sound
 * @param {number} when
 */
function pluck(context, out, sound, when) {
  OVERTONES.forEach((share, i) => {
    const tone = context.createOscillator();
    const length = sound.length / (i + 1);
    tone.frequency.value = sound.pitch * (i + 1);
    tone.connect(swell(context, { length, loud: sound.loud * share }, when, ATTACK)).connect(out);
    tone.start(when);
    tone.stop(when + length);
  });
}

/**
 * A volume that rises quickly and fades away.
 * @param {BaseAudioContext} context
 * @param {{length: number, loud: number}} sound
 * @param {number} when
 * @param {number} attack
 * @returns {GainNode}
 */
function swell(context, { length, loud }, when, attack) {
  const volume = context.createGain();
  volume.gain.setValueAtTime(SILENT, when);
  volume.gain.exponentialRampToValueAtTime(loud, when + attack);
  volume.gain.exponentialRampToValueAtTime(SILENT, when + length);
  return volume;
}

/**
 * The sounds of this page. A browser lets a page be heard only once somebody has touched it.
 * @param {() => boolean} wanted whether sounds are to be heard now
 */
export function createSounds(wanted) {
  /** @type {AudioContext | null} */
  let context = null;

  function wake() {
    if (!wanted() || typeof AudioContext === "undefined") return;
    try {
      context ??= new AudioContext();
      if (context.state === "suspended") context.resume().catch(() => {});
    } catch {
      context = null;
    }
  }

  for (const gesture of ["pointerup", "keydown"])
    addEventListener(gesture, wake, { capture: true, passive: true });
  return {
    /** Get ready to be heard; to be called while somebody touches the page. */
    wake,
    /** @param {Cue[]} cues */
    play(cues) {
      if (context?.state !== "running" || !wanted() || document.hidden) return;
      try {
        for (const { name, at } of cues) schedule(context, name, context.currentTime + at);
      } catch {
        context = null;
      }
    },
  };
}
