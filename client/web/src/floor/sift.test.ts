import assert from "node:assert/strict";
import { test } from "node:test";
import type { FloorTile } from "../floor-state.ts";
import { ALL_TEAMS, siftCalls, teamsOf } from "./sift.ts";

const tile = (label: string, agent: string, team: string) => ({ call: { label, agent, team } }) as FloorTile;
const TILES = [tile("Desk 1", "Päivi Ahde", "North"), tile("Desk 2", "Łukasz Żak", "South"), tile("Desk 3", "", "")];
const found = (team: string, search: string) => siftCalls(TILES, team, search).map(({ call }) => call.label);

test("without a choice all calls are shown, the very same ones", () => {
  assert.equal(siftCalls(TILES, ALL_TEAMS, " "), TILES);
});

test("a team shows its own calls alone", () => {
  assert.deepEqual(found("North", ""), ["Desk 1"]);
  assert.deepEqual(found("East", ""), []);
});

test("a search finds label and agent, as people type", () => {
  assert.deepEqual(found(ALL_TEAMS, "paivi"), ["Desk 1"]);
  assert.deepEqual(found(ALL_TEAMS, "LUKASZ zak"), ["Desk 2"]);
  assert.deepEqual(found(ALL_TEAMS, "desk 3"), ["Desk 3"]);
  assert.deepEqual(found("North", "desk 2"), []);
});

test("the teams are in order, and the chosen one is there even without a call", () => {
  assert.deepEqual(teamsOf(TILES, "East", "en"), ["East", "North", "South"]);
  assert.deepEqual(teamsOf(TILES, ALL_TEAMS, "en"), ["North", "South"]);
});
