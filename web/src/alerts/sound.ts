import type { NotificationKind } from "../api/types";

export type Tune = "asking" | "alarm" | "news";

/** Frequency in Hz, beginning and length in seconds. */
type Tone = readonly [hertz: number, from_s: number, for_s: number];

const tunes: Record<Tune, readonly Tone[]> = {
  asking: [
    [660, 0, 0.14],
    [880, 0.16, 0.22],
  ],
  alarm: [
    [440, 0, 0.18],
    [330, 0.22, 0.18],
    [440, 0.44, 0.18],
    [330, 0.66, 0.3],
  ],
  news: [[740, 0, 0.12]],
};

const vibrations: Record<Tune, readonly number[]> = { asking: [120, 80, 120], alarm: [300, 120, 300], news: [60] };

/** Told apart by ear: somebody is wanted, something is wrong, something happened. */
export function tuneOf(kind: NotificationKind): Tune {
  if (kind === "approval_waiting") return "asking";
  return kind === "fill" || kind === "approval_expired" || kind === "daily_report" || kind === "test" ? "news" : "alarm";
}

let context: AudioContext | undefined;

/** Browsers are silent until somebody has pressed something on the page. */
export function unlockSound(): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume().catch(() => {});
}

/** Whether a sound would be heard. */
export function isSoundReady(): boolean {
  return context?.state === "running";
}

/** Plays it, made here out of nothing. `volume` is from 0 to 1. Where the browser stays silent, so does this. */
export function playTune(tune: Tune, volume: number): void {
  if (!context || context.state !== "running") return;
  for (const [hertz, from_s, for_s] of tunes[tune]) {
    const begins = context.currentTime + from_s;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = hertz;
    // A tone that begins or ends at once clicks.
    loudness.gain.setValueAtTime(0, begins);
    loudness.gain.linearRampToValueAtTime(volume * 0.4, begins + 0.015);
    loudness.gain.linearRampToValueAtTime(0, begins + for_s);
    tone.connect(loudness).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + for_s);
  }
}

/** On devices that can, and only after something was pressed on the page. */
export function vibrate(tune: Tune): void {
  if (typeof navigator.vibrate === "function" && navigator.userActivation?.hasBeenActive !== false)
    navigator.vibrate([...vibrations[tune]]);
}
