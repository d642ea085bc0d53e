// A small fact about the state of things; its mark differs in shape as well as in colour.

import type { ComponentChildren } from "preact";

export type Tone = "good" | "muted" | "warning" | "alarm";

const MARKS: Record<Tone, string> = { good: "✓", muted: "·", warning: "!", alarm: "✕" };

export function Chip(props: { tone: Tone; name?: string; mark?: string; children: ComponentChildren }) {
  return (
    <span class={`chip ${props.tone}`} data-name={props.name}>
      <span class="mark" aria-hidden="true">
        {props.mark ?? MARKS[props.tone]}
      </span>
      <span>{props.children}</span>
    </span>
  );
}
