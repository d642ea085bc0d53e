// Which alerts may make a sound or a notification. Pure: time comes in, what is to be told goes out.

import type { FloorTile } from "../floor-state.ts";

/** Asked for by an agent; said by the caller, such as a threat; measured as heat. In order of urgency. */
export const ALERT_KINDS = ["help", "alert", "boiling"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export interface FloorEvent {
  readonly kind: AlertKind;
  readonly call_id: string;
}

/** The window over which alerts are counted, as alarm management in control rooms does it. */
export const WINDOW_MS = 600_000;

/** EEMUA 191 calls more than ten alarms in ten minutes a flood that nobody can follow. Half of it: our choice. */
export const MOST_IN_WINDOW = 5;

/** Of those, for heat: people who ask, and threats, must find room even on a day when everything boils. Our choice. */
export const MOST_BOILING_IN_WINDOW = 3;

interface Told {
  readonly event: FloorEvent;
  readonly at_ms: number;
}

export interface Budget {
  /** What has happened, by `keyOf`: a call alerts at most once for each kind, however often its heat comes and goes. */
  readonly known: ReadonlySet<string>;
  /** What was told aloud within the window. */
  readonly told: readonly Told[];
  /** What was held back within the window, and nobody has looked at yet. */
  readonly held: readonly Told[];
}

export const FULL_BUDGET: Budget = { known: new Set(), told: [], held: [] };

/** Return everything that is worth an alert on the floor as it is now. */
export function alertsOf(tiles: Iterable<FloorTile>): readonly FloorEvent[] {
  const events: FloorEvent[] = [];
  for (const { call } of tiles) {
    const { call_id } = call;
    if (call.help && !call.help.taken) {
      events.push({ kind: "help", call_id });
    }
    if (call.alert) {
      events.push({ kind: "alert", call_id });
    }
    if (call.band === "boiling") {
      events.push({ kind: "boiling", call_id });
    }
  }
  return events.sort((one, other) => ALERT_KINDS.indexOf(one.kind) - ALERT_KINDS.indexOf(other.kind));
}

/**
 * Take what is going on; return what of it is new and may be told aloud, and the budget left. What is new and may
 * not be told is held back silently.
 */
export function spend(budget: Budget, events: readonly FloorEvent[], now_ms: number): [Budget, readonly FloorEvent[]] {
  const fresh = events.filter((event) => !budget.known.has(keyOf(event)));
  const aged = age(budget, now_ms);
  if (fresh.length === 0) {
    return [aged, []];
  }
  const told = [...aged.told];
  const held = [...aged.held];
  const aloud = fresh.filter((event) => {
    const fits = hasRoom(told, event.kind);
    (fits ? told : held).push({ event, at_ms: now_ms });
    return fits;
  });
  return [{ known: knownToo(aged, fresh), told, held }, aloud];
}

/** Know what is going on without telling it: at the start of the page, or while nothing is to be told. */
export function learn(budget: Budget, events: readonly FloorEvent[]): Budget {
  const fresh = events.filter((event) => !budget.known.has(keyOf(event)));
  return fresh.length ? { ...budget, known: knownToo(budget, fresh) } : budget;
}

/** Forget what was held back: somebody has looked. */
export function lookedAt(budget: Budget): Budget {
  return { ...budget, held: [] };
}

/** Forget what has left the window; the same budget when nothing has. */
export function age(budget: Budget, now_ms: number): Budget {
  const isRecent = ({ at_ms }: Told) => now_ms - at_ms < WINDOW_MS;
  if (budget.told.every(isRecent) && budget.held.every(isRecent)) {
    return budget;
  }
  return { ...budget, told: budget.told.filter(isRecent), held: budget.held.filter(isRecent) };
}

function hasRoom(told: readonly Told[], kind: AlertKind): boolean {
  const boiling = told.filter(({ event }) => event.kind === "boiling").length;
  return told.length < MOST_IN_WINDOW && (kind !== "boiling" || boiling < MOST_BOILING_IN_WINDOW);
}

function knownToo(budget: Budget, fresh: readonly FloorEvent[]): ReadonlySet<string> {
  return new Set([...budget.known, ...fresh.map(keyOf)]);
}

function keyOf({ kind, call_id }: FloorEvent): string {
  return `${kind} ${call_id}`;
}
