// How the page looks and answers: a small menu in the bar, the same on every page.

import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { useRemembered } from "./remembered.ts";
import { LANGUAGES, type Language, Texts, TextsContext } from "./texts.ts";
import { applyTheme, THEMES, type Theme } from "./theme.ts";

/** `children` are the settings that one page has besides language and colours. */
export function Settings({ children }: { children?: ComponentChildren }) {
  const { texts, choose } = useContext(TextsContext);
  const [theme, setTheme] = useRemembered("theme", THEMES);
  return (
    <>
      <button type="button" class="gear" popovertarget="settings">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 7h9m5 0h2M4 17h2m5 0h9" />
          <circle cx="15.500" cy="7" r="2.500" />
          <circle cx="8.500" cy="17" r="2.500" />
        </svg>
        <span class="gear-name">{texts.say("settings.title")}</span>
      </button>
      <div id="settings" popover="auto" class="settings card">
        <label>
          {texts.say("page.language")}
          <select
            class="language"
            value={texts.language}
            onChange={(event) => choose(event.currentTarget.value as Language)}
          >
            {LANGUAGES.map((language) => (
              <option key={language} value={language} lang={language}>
                {new Texts(language).languageName(language)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.say("settings.theme")}
          <select
            value={theme}
            onChange={(event) => {
              const next = event.currentTarget.value as Theme;
              setTheme(next);
              applyTheme(next);
            }}
          >
            {THEMES.map((name) => (
              <option key={name} value={name}>
                {texts.say(`settings.theme_${name}`)}
              </option>
            ))}
          </select>
        </label>
        {children}
        <a href="/review">{texts.say("review.list_title")}</a>
        <a href="/practice">{texts.say("practice.title")}</a>
      </div>
    </>
  );
}
