import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_CHOICES, recallChoices, rememberChoices } from "./remembered.ts";

function storeOf(text: string | null) {
  const store = { text, getItem: () => store.text, setItem: (_: string, value: string) => void (store.text = value) };
  return store;
}

test("choices come back", () => {
  const store = storeOf(null);
  assert.deepEqual(recallChoices(store), FIRST_CHOICES);
  const chosen = { ...FIRST_CHOICES, microphone: "Headset", loudspeakers: true };
  rememberChoices(store, chosen);
  assert.deepEqual(recallChoices(store), chosen);
});

test("the decision about the caller's tone is not remembered", () => {
  assert.ok(!Object.keys(FIRST_CHOICES).some((name) => name.toLowerCase().includes("voice")));
});

test("what another version wrote counts as never chosen, field by field", () => {
  for (const text of ["", "nonsense", "null", "[1]"]) {
    assert.deepEqual(recallChoices(storeOf(text)), FIRST_CHOICES);
  }
  const recalled = recallChoices(storeOf('{"microphone":7,"label":"Desk 1","else":1}'));
  assert.deepEqual(recalled, { ...FIRST_CHOICES, label: "Desk 1" });
});
