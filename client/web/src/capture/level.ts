// Levels for the meters: what an agent sees move when they speak.

/** The left end of a meter: a quiet room with a good microphone. */
export const FLOOR_DBFS = -60;
/** Our choice: speech at a headset peaks at -25 to -6 dBFS, a room without speech below -45. */
export const SPEECH_DBFS = -40;
/** How often the meters move. */
export const LOOK_MS = 100;
/** How fast a meter falls: 25 dB a second, slow enough to read, fast enough to show syllables. Our choice. */
const FALL_DB_PER_LOOK = 2.5;

export function toDbfs(peak: number): number {
  return peak > 0 ? Math.max(FLOOR_DBFS, 20 * Math.log10(peak)) : FLOOR_DBFS;
}

/** Return what a meter shows next: rises at once, falls slowly. */
export function follow(shownDbfs: number, peak: number): number {
  return Math.max(toDbfs(peak), shownDbfs - FALL_DB_PER_LOOK);
}

/** Return how far a meter is filled, 0..1. */
export function filled(dbfs: number): number {
  return Math.min(1, Math.max(0, 1 - dbfs / FLOOR_DBFS));
}
