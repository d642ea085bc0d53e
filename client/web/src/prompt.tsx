// The one prompt: large, with why and the words that caused it. When there is none, the page says so quietly.

import type { ComponentChildren } from "preact";
import { type CallView, promptInQuestion } from "./agent-call.ts";
import { DoingButton, type Doings } from "./doings.tsx";
import { useTexts } from "./texts.ts";
import type { PromptShown } from "./wire.ts";

interface Props {
  readonly call: CallView | null;
  readonly spoken: string;
  readonly doings: Doings;
  readonly keys: boolean;
  /** What can be done about the call, at the end of the row of what can be done about the prompt. */
  readonly children: ComponentChildren;
}

export function PromptCard(props: Props) {
  const texts = useTexts();
  const { call, doings, keys } = props;
  const prompt = call?.prompt ?? null;
  return (
    <section class={`card prompt ${prompt ? `shown ${prompt.urgency} ${prompt.about}` : "none"}`}>
      <h2 class="unseen">{texts.say("prompt.title")}</h2>
      <div class="words" role="status" aria-live={prompt?.urgency === "high" ? "assertive" : "polite"}>
        {prompt ? <Shown prompt={prompt} spoken={props.spoken} /> : <Nothing call={call} />}
      </div>
      {call && !call.ended && (
        <div class="actions">
          <PromptButtons call={call} doings={doings} keys={keys} />
          {props.children}
        </div>
      )}
    </section>
  );
}

function PromptButtons({ call, doings, keys }: { call: CallView; doings: Doings; keys: boolean }) {
  const texts = useTexts();
  const asked = promptInQuestion(call);
  const useful = asked ? call.ratings.get(asked.id) : undefined;
  const button = { doings, keys };
  return (
    <div class="doings" role="group" aria-label={texts.say(call.prompt ? "prompt.this" : "prompt.last")}>
      <DoingButton {...button} doing="dismiss">
        {texts.say("prompt.dismiss")}
      </DoingButton>
      <DoingButton {...button} doing="useful" pressed={useful === true}>
        {texts.say("prompt.useful")}
      </DoingButton>
      <DoingButton {...button} doing="not_useful" pressed={useful === false}>
        {texts.say("prompt.not_useful")}
      </DoingButton>
      <DoingButton {...button} doing="mute_rule">
        {texts.say("prompt.mute_rule")}
      </DoingButton>
    </div>
  );
}

function Shown({ prompt, spoken }: { prompt: PromptShown; spoken: string }) {
  const texts = useTexts();
  return (
    <div key={prompt.id} class="arriving">
      <p class="about">
        {prompt.urgency === "high" && <strong class="now">{texts.say("prompt.now")}</strong>}
        {texts.say(`prompt.about_${prompt.about}`)}
      </p>
      <p class="do" data-prompt={prompt.rule}>
        {prompt.text[texts.language]}
      </p>
      <p class="why">{prompt.why[texts.language]}</p>
      {prompt.quote && (
        <p class="heard">
          {texts.say("prompt.heard")} <q lang={spoken}>{prompt.quote}</q>
        </p>
      )}
    </div>
  );
}

function Nothing({ call }: { call: CallView | null }) {
  const texts = useTexts();
  if (call === null) {
    return (
      <>
        <p class="calm-line">{texts.say("prompt.no_call")}</p>
        <p class="muted previous">{texts.say("prompt.no_call_how")}</p>
      </>
    );
  }
  return (
    <>
      <p class="calm-line">{texts.say(call.ended ? "prompt.call_ended" : call.muted.all ? "prompt.all_muted" : "prompt.none")}</p>
      <Previous call={call} />
    </>
  );
}

const PREVIOUS = {
  step_done: "prompt.previous_done",
  dismissed: "prompt.previous_dismissed",
  muted: "prompt.previous_muted",
} as const;

function Previous({ call: { previous } }: { call: CallView }) {
  const texts = useTexts();
  if (previous === null) {
    return null;
  }
  const { prompt, reason } = previous;
  const told = reason in PREVIOUS ? PREVIOUS[reason as keyof typeof PREVIOUS] : "prompt.previous";
  return <p class="muted previous">{texts.say(told, { text: prompt.text[texts.language] ?? "" })}</p>;
}
