// Days and times in the language of the screen. A day is "2026-12-01", as forms and the service have it.

import type { Language } from "../texts.ts";

const DAY_MS = 86_400_000;

/** Return the day that a moment lies in, where the browser is. */
export function dayOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** Return how many days lie between: 0 the same, negative when `day` is past. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
}

export type Urgency = "overdue" | "today" | "later";

export function urgencyOf(due: string, today: string): Urgency {
  const days = daysUntil(due, today);
  return days < 0 ? "overdue" : days === 0 ? "today" : "later";
}

/** Return "yesterday", "in 3 days". */
export function relativeDay(language: Language, day: string, today: string): string {
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(daysUntil(day, today), "day");
}

export function sayDay(language: Language, day: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language, options).format(new Date(day));
}

export function sayMoment(language: Language, moment: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" } as const;
  const date = new Date(moment);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(language, { ...options, ...year }).format(date);
}

export function sayClock(language: Language, moment: string): string {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(new Date(moment));
}
