import assert from "node:assert/strict";
import { test } from "node:test";
import { CATALOGUES, LANGUAGES, Texts } from "./texts.ts";

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test("every language has every text, with the same placeholders and all its plural forms", () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(Object.keys(CATALOGUES[language]), Object.keys(CATALOGUES.en));
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [id, text] of Object.entries(CATALOGUES[language])) {
      const english = CATALOGUES.en[id];
      if (typeof text === "string") {
        assert.equal(typeof english, "string", id);
        assert.deepEqual(placeholders(text), placeholders(english as string), `${language} ${id}`);
      } else {
        assert.deepEqual(Object.keys(text).sort(), [...pluralCategories].sort(), `${language} ${id}`);
      }
    }
  }
});

test("Polish plurals are right", () => {
  const polish = new Texts("pl");
  const said = [1, 2, 5, 12, 22, 25].map((count) => polish.say("floor.live", { count }));
  assert.deepEqual(said, ["1 rozmowa", "2 rozmowy", "5 rozmów", "12 rozmów", "22 rozmowy", "25 rozmów"]);
});

test("figures are written as the language writes them", () => {
  assert.equal(new Texts("fi").seconds(640, 1), "0,6\u00a0s");
  assert.equal(new Texts("en").percentChange(0.25), "+25%");
  assert.equal(new Texts("en").duration(3_845_000), "1:04:05");
  assert.equal(new Texts("en").duration(59_999), "0:59");
  assert.equal(new Texts("pl").languageName("fi"), "fiński");
  assert.equal(new Texts("en").languageName(""), "");
});

test("a language that is still being heard has words for that", () => {
  assert.equal(new Texts("en").spokenLanguage("fi"), "Finnish");
  assert.equal(new Texts("en").spokenLanguage(null), "language not known yet");
});

test("a code that is newer than the page is shown as it is", () => {
  assert.equal(new Texts("en").sayCode("notice", "line_on_fire"), "line on fire");
});
