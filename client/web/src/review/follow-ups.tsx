// What is promised for a day (W12): listed until it is done, overdue first.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Chip, type Tone } from "../chip.tsx";
import { useTexts } from "../texts.ts";
import type { FollowUp } from "../api.ts";
import { asRefused, Failure } from "./loading.tsx";
import type { Refused, Requests } from "./requests.ts";
import { dayOf, relativeDay, sayDay, type Urgency, urgencyOf } from "./when.ts";

const TONES: Record<Urgency, Tone> = { overdue: "alarm", today: "warning", later: "muted" };

/** One follow-up with its check box; `children` say what it is about. What is done stays to be put back. */
export function FollowUpItem(props: { followUp: FollowUp; requests: Requests; onChange: (one: FollowUp) => void; children?: ComponentChildren }) {
  const texts = useTexts();
  const { followUp } = props;
  const [refused, setRefused] = useState<Refused | null>(null);
  // What was asked for shows at once; until the service has answered, no second wish is taken.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const toggle = async (done: boolean) => {
    setWanted(done);
    setRefused(null);
    try {
      props.onChange(await props.requests.send<FollowUp>("PATCH", `/api/follow-ups/${followUp.id}`, { done }));
    } catch (reason) {
      setRefused(asRefused(reason));
    } finally {
      setWanted(null);
    }
  };
  return (
    <li class={followUp.done_at ? "follow-up done" : "follow-up"}>
      <label>
        <input
          type="checkbox"
          checked={wanted ?? followUp.done_at !== null}
          onClick={(event) => wanted !== null && event.preventDefault()}
          onChange={(event) => void toggle(event.currentTarget.checked)}
        />
        <span class="promise">{followUp.text}</span>
      </label>
      <p class="due">
        {followUp.done_at ? (
          <Chip tone="good">{texts.say("review.done")}</Chip>
        ) : (
          <Due day={followUp.due} />
        )}
        {props.children}
      </p>
      {refused && <Failure refused={refused} />}
    </li>
  );
}

function Due({ day }: { day: string }) {
  const texts = useTexts();
  const today = dayOf(new Date());
  const urgency = urgencyOf(day, today);
  const values = { day: sayDay(texts.language, day), when: relativeDay(texts.language, day, today) };
  return <Chip tone={TONES[urgency]}>{texts.say(urgency === "overdue" ? "review.overdue" : "review.due", values)}</Chip>;
}

export function CallFollowUps(props: { call_id: string; followUps: readonly FollowUp[]; requests: Requests; onChange: (all: FollowUp[]) => void }) {
  const texts = useTexts();
  const changed = (one: FollowUp) => props.onChange(props.followUps.map((other) => (other.id === one.id ? one : other)));
  return (
    <section class="card follow-ups" aria-labelledby="follow-ups-title">
      <h2 id="follow-ups-title">{texts.say("review.follow_ups")}</h2>
      {props.followUps.length > 0 && (
        <ul>
          {props.followUps.map((one) => (
            <FollowUpItem key={one.id} followUp={one} requests={props.requests} onChange={changed} />
          ))}
        </ul>
      )}
      <AddFollowUp call_id={props.call_id} requests={props.requests} onAdded={(one) => props.onChange([...props.followUps, one])} />
    </section>
  );
}

function AddFollowUp(props: { call_id: string; requests: Requests; onAdded: (one: FollowUp) => void }) {
  const texts = useTexts();
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async (event: Event) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    setBusy(true);
    setRefused(null);
    try {
      const path = `/api/calls/${encodeURIComponent(props.call_id)}/follow-ups`;
      props.onAdded(await props.requests.send<FollowUp>("POST", path, { due, text }));
      setText("");
      setDue("");
    } catch (reason) {
      setRefused(asRefused(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="add" onSubmit={add}>
      <label>
        {texts.say("review.follow_up_text")}
        <input type="text" required pattern=".*\S.*" maxLength={4_000} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <label>
        {texts.say("review.follow_up_due")}
        <input type="date" required min={dayOf(new Date())} value={due} onInput={(event) => setDue(event.currentTarget.value)} />
      </label>
      <button type="submit" aria-disabled={busy}>
        {texts.say("review.follow_up_add")}
      </button>
      {refused && <Failure refused={refused} />}
    </form>
  );
}
