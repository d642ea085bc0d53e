// What the agent can do about the prompts and the call: one button and one key each, and when each is possible.

import type { ComponentChildren } from "preact";
import { promptInQuestion } from "./agent-call.ts";
import type { AgentAction, AgentView } from "./agent-state.ts";
import { type Doing, KEYS } from "./shortcuts.ts";
import type { AgentPageMessage } from "./wire.ts";

export interface Doings {
  /** Whether it can be done now. */
  readonly can: Record<Doing, boolean>;
  readonly run: (doing: Doing) => void;
  readonly unmute: (rule: string) => void;
}

interface Means {
  /** Whether the service hears the page: what it cannot hear is not offered. */
  readonly heard: boolean;
  readonly say: (message: AgentPageMessage) => void;
  readonly act: (action: AgentAction) => void;
}

export function doingsOf({ call }: AgentView, { heard, say, act }: Means): Doings {
  const asked = promptInQuestion(call);
  const shown = call?.prompt ?? null;
  const live = heard && call !== null && !call.ended;
  const ratable = live && asked !== null;
  const can: Record<Doing, boolean> = {
    useful: ratable,
    not_useful: ratable,
    mute_rule: ratable && !call.muted.rules.some(({ rule }) => rule === asked.rule),
    dismiss: shown !== null,
    mute_all: live,
    help: live,
  };
  const rate = (useful: boolean) => {
    const prompt = asked?.id as number;
    say({ type: "rate", prompt, useful });
    act({ type: "rate", prompt, useful });
  };
  const does: Record<Doing, () => void> = {
    useful: () => rate(true),
    not_useful: () => rate(false),
    mute_rule: () => say({ type: "mute", rule: asked?.rule as string, on: true }),
    dismiss: () => {
      say({ type: "dismiss", prompt: shown?.id as number });
      act({ type: "dismiss" });
    },
    mute_all: () => say({ type: "mute", rule: null, on: !call?.muted.all }),
    help: () => say({ type: "ask_help", on: call?.help === "none" }),
  };
  return {
    can,
    run: (doing) => can[doing] && does[doing](),
    unmute: (rule) => live && say({ type: "mute", rule, on: false }),
  };
}

export interface ButtonProps {
  readonly doing: Doing;
  readonly doings: Doings;
  /** Whether single keys are switched on, and so stand on the button. */
  readonly keys: boolean;
  readonly pressed?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** What is not possible now stays in its place and keeps the focus, so that nothing jumps under hand or key. */
export function DoingButton({ doing, doings, keys, pressed, children, ...rest }: ButtonProps) {
  const escape = doing === "dismiss" ? "Escape" : "";
  const aria = [keys ? KEYS[doing].aria : "", escape].filter(Boolean).join(" ");
  const shown = keys ? KEYS[doing].shown : escape && "Esc";
  return (
    <button
      type="button"
      class={`doing ${rest.class ?? ""}`}
      data-doing={doing}
      aria-disabled={!doings.can[doing]}
      aria-keyshortcuts={aria || undefined}
      aria-pressed={pressed}
      onClick={() => doings.run(doing)}
    >
      {pressed && <span aria-hidden="true">✓</span>}
      {children}
      {shown && <kbd aria-hidden="true">{shown}</kbd>}
    </button>
  );
}
