// What a supervisor chooses: whose calls, which view, and how to be alerted.

import type { RefObject } from "preact";
import { useTexts } from "../texts.ts";
import type { Alerting } from "./alerting.ts";
import { ALL_TEAMS } from "./sift.ts";

export type Layout = "tiles" | "wall";

export interface Chosen {
  readonly team: string;
  readonly search: string;
  readonly layout: Layout;
  readonly keysOn: boolean;
}

interface Choices {
  readonly chosen: Chosen;
  readonly teams: readonly string[];
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly chooseTeam: (team: string) => void;
  readonly searchFor: (search: string) => void;
  readonly toggleLayout: () => void;
  readonly toggleKeys: () => void;
  readonly alerting: Alerting;
}

export function Tools(props: Choices) {
  const texts = useTexts();
  const { chosen, teams, alerting } = props;
  return (
    <div class="tools" role="group" aria-label={texts.say("floor.tools")}>
      {teams.length > 0 && (
        <select
          class="team"
          aria-label={texts.say("floor.team")}
          value={chosen.team}
          onChange={(event) => props.chooseTeam(event.currentTarget.value)}
        >
          <option value={ALL_TEAMS}>{texts.say("floor.team_all")}</option>
          {teams.map((team) => (
            <option key={team} value={team}>
              {team}
            </option>
          ))}
        </select>
      )}
      <input
        type="search"
        ref={props.searchBox}
        aria-label={texts.say("floor.search")}
        placeholder={texts.say("floor.search")}
        value={chosen.search}
        onInput={(event) => props.searchFor(event.currentTarget.value)}
      />
      <Switch on={chosen.layout === "wall"} onPress={props.toggleLayout} hint={chosen.keysOn ? "W" : ""}>
        {texts.say("floor.wall")}
      </Switch>
      <Switch on={alerting.soundOn} onPress={alerting.switchSound}>
        {texts.say("floor.sound")}
      </Switch>
      <Switch
        on={alerting.notifications === "on"}
        onPress={alerting.switchNotifications}
        disabled={alerting.notifications === "blocked"}
      >
        {texts.say(alerting.notifications === "blocked" ? "floor.notify_blocked" : "floor.notify")}
      </Switch>
      {/* WCAG 2.1.4: keys of one letter can be switched off, for those who speak to their computer. */}
      <Switch name="keys" on={chosen.keysOn} onPress={props.toggleKeys} title={texts.say("floor.keys_how")}>
        {texts.say("floor.keys")}
      </Switch>
    </div>
  );
}

interface SwitchProps {
  readonly name?: string;
  readonly on: boolean;
  readonly onPress: () => void;
  readonly disabled?: boolean;
  readonly hint?: string;
  readonly title?: string;
  readonly children: string;
}

function Switch({ name = "", on, onPress, disabled = false, hint = "", title = "", children }: SwitchProps) {
  return (
    <button type="button" class="switch" data-name={name} aria-pressed={on} disabled={disabled} title={title} onClick={onPress}>
      <span class="lamp" aria-hidden="true" />
      {children} {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </button>
  );
}
