// What all parts of the page have alike: a title, what it means, its table as a file.

import type { ComponentChildren } from "preact";
import { useTexts } from "../texts.ts";

interface Props {
  readonly id: string;
  readonly title: string;
  /** What the figures mean, in one or two sentences. */
  readonly about?: string;
  /** The table as a file; null: there is nothing in it. */
  readonly href?: string | null;
  readonly children: ComponentChildren;
}

export function Section({ id, title, about, href, children }: Props) {
  return (
    <section class={`card part ${id}`} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        {href && <AsFile href={href} of={title} />}
      </header>
      {about && <p class="about">{about}</p>}
      {children}
    </section>
  );
}

export function AsFile({ href, of }: { href: string; of: string }) {
  const texts = useTexts();
  return (
    <a class="as-file" href={href} download aria-label={texts.say("insights.csv_of", { table: of })}>
      {texts.say("insights.csv")}
    </a>
  );
}

/** The figure of a row, drawn beside it. */
export function Bar({ value, of }: { value: number; of: number }) {
  return (
    <svg class="figure" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect width={of ? (100 * value) / of : 0} height="10" />
    </svg>
  );
}
