// A soft, short sound for each kind of alert, made by the browser: no file, nothing to load.

import type { AlertKind } from "./alert-budget.ts";

/** Notes in Hz, played one after the other: asking goes up, a warning repeats, heat goes down. */
const NOTES_HZ: Record<AlertKind, readonly number[]> = {
  help: [523, 659],
  alert: [659, 659, 659],
  boiling: [587, 440],
};
const NOTE_S = 0.14;
/** A tenth of full scale: heard beside a conversation, without a start. Our choice. */
const PEAK_GAIN = 0.1;
const ATTACK_S = 0.02;
const SILENT_GAIN = 0.0001;

export class Chime {
  readonly #context = new AudioContext();

  /** Play; only after a gesture, which browsers ask for. */
  async play(kind: AlertKind): Promise<void> {
    await this.#context.resume();
    NOTES_HZ[kind].forEach((note_hz, index) => this.#note(note_hz, this.#context.currentTime + index * NOTE_S));
  }

  async stop(): Promise<void> {
    await this.#context.close();
  }

  #note(note_hz: number, at_s: number): void {
    const tone = new OscillatorNode(this.#context, { type: "sine", frequency: note_hz });
    const gain = new GainNode(this.#context, { gain: SILENT_GAIN });
    gain.gain.setValueAtTime(SILENT_GAIN, at_s);
    gain.gain.exponentialRampToValueAtTime(PEAK_GAIN, at_s + ATTACK_S);
    gain.gain.exponentialRampToValueAtTime(SILENT_GAIN, at_s + NOTE_S);
    tone.connect(gain).connect(this.#context.destination);
    tone.start(at_s);
    tone.stop(at_s + NOTE_S);
  }
}
