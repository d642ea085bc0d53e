// The minutes in which calls became hot, as rows that can be read: without gaps, and with an end.

/** From here on minutes are counted together: few calls become hot so late, and the list stays short. Our choice. */
export const LAST_MINUTE = 11;

export interface Minute {
  /** 1 is the first of the call. */
  readonly minute: number;
  readonly calls: number;
}

/** `counted`: calls by the minutes that had passed. */
export function byMinute(counted: Record<string, number>): Minute[] {
  const rows: number[] = [];
  for (const [passed, calls] of Object.entries(counted)) {
    const at = Math.min(Number(passed), LAST_MINUTE - 1);
    rows[at] = (rows[at] ?? 0) + calls;
  }
  return Array.from(rows, (calls = 0, at) => ({ minute: at + 1, calls }));
}
