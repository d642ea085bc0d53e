// Texts and figures in the language of the screen.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import en from "../../tyyni_client/texts/en.json" with { type: "json" };
import fi from "../../tyyni_client/texts/fi.json" with { type: "json" };
import pl from "../../tyyni_client/texts/pl.json" with { type: "json" };

export const LANGUAGES = ["fi", "pl", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text is a string, or one string for each plural category its language has. */
type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Catalogue = Record<string, Text>;
export type TextId = keyof typeof en;

export const CATALOGUES: Record<Language, Catalogue> = { en, fi, pl };

/** In place of what cannot be shown, such as a figure that was not measurable. */
export const NOTHING = "–";

export class Texts {
  readonly language: Language;
  readonly #plural: Intl.PluralRules;
  readonly #languageNames: Intl.DisplayNames;
  readonly #formats = new Map<string, Intl.NumberFormat>();

  constructor(language: Language) {
    this.language = language;
    this.#plural = new Intl.PluralRules(language);
    this.#languageNames = new Intl.DisplayNames(language, { type: "language" });
  }

  /** Return the text with its placeholders filled; `count` also chooses the plural form. */
  say(id: TextId, values: Record<string, string | number> = {}): string {
    const text = CATALOGUES[this.language][id] as Text;
    const chosen = typeof text === "string" ? text : this.#form(text, Number(values["count"]));
    return chosen.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? "";
      return typeof value === "number" ? this.number(value) : value;
    });
  }

  /** Return the text for a code of the wire, such as a notice's, or the code itself when it is a new one. */
  sayCode(group: "cue" | "gone" | "notice" | "phase" | "reason" | "step", code: string): string {
    const id = `${group}.${code}`;
    return id in CATALOGUES[this.language] ? this.say(id as TextId) : code.replaceAll("_", " ");
  }

  /** Return what to do about a notice, where its own text does not say so already. */
  sayRemedy(code: string): string {
    const id = `remedy.${code}`;
    return id in CATALOGUES[this.language] ? this.say(id as TextId) : "";
  }

  number(value: number, digits = 0): string {
    return this.#format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  }

  /** Return a figure with its sign: +12 or −3. */
  change(value: number): string {
    return this.#format({ maximumFractionDigits: 0, signDisplay: "exceptZero" }).format(value);
  }

  percent(ratio: number): string {
    return this.#format({ style: "percent" }).format(ratio);
  }

  percentChange(ratio: number): string {
    return this.#format({ style: "percent", signDisplay: "exceptZero" }).format(ratio);
  }

  /** Return "3 s": the symbol of the second is the same in all our languages. */
  seconds(ms: number, digits = 0): string {
    return `${this.number(ms / 1000, digits)}\u00a0s`;
  }

  /** Return a length of time as a clock shows it: 4:05 or 1:04:05. */
  duration(ms: number): string {
    const total = Math.floor(ms / 1000);
    const two = (value: number) => String(value).padStart(2, "0");
    const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
    return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  }

  /** Return the name of the language of a call, or that it is not known yet. */
  spokenLanguage(code: string | null): string {
    return code === null ? this.say("call.language_unknown") : this.languageName(code);
  }

  languageName(code: string): string {
    return (code && this.#languageNames.of(code)) || code;
  }

  /** A formatter takes longer to make than to use, and a floor writes thousands of figures a second. */
  #format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    const format = this.#formats.get(key) ?? new Intl.NumberFormat(this.language, options);
    this.#formats.set(key, format);
    return format;
  }

  #form(text: Exclude<Text, string>, count: number): string {
    return text[this.#plural.select(count)] ?? text.other ?? "";
  }
}

const STORED = "tyyni.language";

function isLanguage(value: string | null | undefined): value is Language {
  return (LANGUAGES as readonly (string | null | undefined)[]).includes(value);
}

/** Return the language chosen before, else the first one of the browser that there are texts for. */
export function firstLanguage(): Language {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find(isLanguage) ?? "en";
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
}

/** The texts of the page, and how to have them in another language. */
export const TextsContext = createContext({ texts: new Texts("en"), choose: (_language: Language): void => {} });

export function useTexts(): Texts {
  return useContext(TextsContext).texts;
}
