// Which calls are shown: those of one team, and those that a search finds by label or agent.

import type { FloorTile } from "../floor-state.ts";
import type { FloorCall } from "../wire.ts";

/** The value of the choice of teams that stands for all of them; no team can be called so, its name is not empty. */
export const ALL_TEAMS = "";

export function siftCalls(tiles: readonly FloorTile[], team: string, search: string): readonly FloorTile[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  if (team === ALL_TEAMS && words.length === 0) {
    return tiles;
  }
  return tiles.filter(({ call }) => isOfTeam(call, team) && finds(call, words));
}

export function isOfTeam(call: FloorCall, team: string): boolean {
  return team === ALL_TEAMS || call.team === team;
}

function finds(call: FloorCall, words: readonly string[]): boolean {
  const text = fold(`${call.label} ${call.agent ?? ""}`);
  return words.every((word) => text.includes(word));
}

/** Return the teams there are to choose from; a team chosen before stays, with or without calls. */
export function teamsOf(tiles: readonly FloorTile[], chosen: string, language: string): readonly string[] {
  const teams = new Set(tiles.map(({ call }) => call.team ?? ""));
  teams.add(chosen);
  teams.delete("");
  return [...teams].sort((one, other) => one.localeCompare(other, language));
}

/** As people type: in small letters, "a" for "ä" or "ą", "l" for "ł". */
function fold(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{Mark}/gu, "").replaceAll("ł", "l");
}
