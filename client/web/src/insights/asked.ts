// Which calls are asked about, as it stands in the page's address: it can be kept and passed on.

import type { Query } from "../review/requests.ts";

export interface Asked {
  readonly weeks: number;
  /** Empty: all teams. */
  readonly team: string;
}

export const PERIODS_WEEKS = [4, 13, 26, 52] as const;
const USUAL_WEEKS = 13;
const DAY_MS = 86_400_000;

export function askedIn(search: string): Asked {
  const given = new URLSearchParams(search);
  const weeks = Number(given.get("weeks"));
  return {
    weeks: (PERIODS_WEEKS as readonly number[]).includes(weeks) ? weeks : USUAL_WEEKS,
    team: given.get("team") ?? "",
  };
}

export function hrefOf({ weeks, team }: Asked): string {
  return `?${new URLSearchParams({ weeks: String(weeks), ...(team && { team }) })}`;
}

/** Return what the service is asked: it widens the days to whole weeks, of which the running one is the last. */
export function queryOf({ weeks, team }: Asked, now: Date): Query {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(now.getTime() - (weeks - 1) * 7 * DAY_MS), to: day(now.getTime()), team };
}
