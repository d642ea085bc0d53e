// The one prompt: large, with why and the words that caused it. When there is none, the page says so quietly.

import { useEffect } from "preact/hooks";
import type { CallView } from "./agent-state.ts";
import { useTexts } from "./texts.ts";
import type { PromptShown } from "./wire.ts";

export function PromptCard(props: { call: CallView | null; spoken: string; onDismiss: () => void }) {
  const texts = useTexts();
  const prompt = props.call?.prompt ?? null;
  const { onDismiss } = props;
  useEffect(() => {
    const dismiss = (event: KeyboardEvent) => {
      if (event.key === "Escape" && prompt) {
        onDismiss();
      }
    };
    document.addEventListener("keydown", dismiss);
    return () => document.removeEventListener("keydown", dismiss);
  }, [prompt, onDismiss]);
  return (
    <section class={`card prompt ${prompt ? `shown ${prompt.urgency} ${prompt.about}` : "none"}`}>
      <h2 class="unseen">{texts.say("prompt.title")}</h2>
      <div role="status" aria-live={prompt?.urgency === "high" ? "assertive" : "polite"}>
        {prompt ? <Shown prompt={prompt} spoken={props.spoken} /> : <Nothing call={props.call} />}
      </div>
      {prompt && (
        <button type="button" class="quiet" onClick={onDismiss}>
          {texts.say("prompt.dismiss")} <kbd>Esc</kbd>
        </button>
      )}
    </section>
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
  const { previous } = call;
  return (
    <>
      <p class="calm-line">{texts.say(call.ended ? "prompt.call_ended" : "prompt.none")}</p>
      {previous && (
        <p class="muted previous">
          {texts.say(previous.reason === "step_done" ? "prompt.previous_done" : "prompt.previous", {
            text: previous.prompt.text[texts.language] ?? "",
          })}
        </p>
      )}
    </>
  );
}
