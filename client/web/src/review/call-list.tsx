// Past calls, the newest first, and what is promised about them.

import { useEffect, useState } from "preact/hooks";
import { moveIndex } from "../floor/roving.ts";
import { type Band, BandShape } from "../heat.tsx";
import { useTexts } from "../texts.ts";
import type { CallLine, CallLines, Me, Promise as Promised } from "../api.ts";
import { bandOf, hottest } from "./call-page.tsx";
import { type Filter, Filters, filterOf, rememberFilter } from "./filters.tsx";
import { FollowUpItem } from "./follow-ups.tsx";
import { asRefused, Failure, useLoaded, Waiting } from "./loading.tsx";
import type { Refused, Requests } from "./requests.ts";
import { sayMoment } from "./when.ts";

/** Of what is promised, so that the calls stay in sight; the rest one asks for. */
const PROMISES_SHOWN = 6;

export function ListPage({ me, requests }: { me: Me; requests: Requests }) {
  const [filter, set] = useState<Filter>(filterOf);
  useEffect(() => rememberFilter(filter), [filter]);
  return (
    <main class="review-list">
      <Promises requests={requests} team={filter.team} />
      <Calls me={me} requests={requests} filter={filter} onFilter={set} />
    </main>
  );
}

function Promises({ requests, team }: { requests: Requests; team: string }) {
  const texts = useTexts();
  const [loaded, set, again] = useLoaded(() => requests.get<Promised[]>("/api/follow-ups", { team }), team);
  const [all, showAll] = useState(false);
  const promises = loaded.state === "ready" ? loaded.value : [];
  const shown = all ? promises : promises.slice(0, PROMISES_SHOWN);
  return (
    <section class="card promises" aria-labelledby="promises-title">
      <h2 id="promises-title">{texts.say("review.promises")}</h2>
      {loaded.state === "loading" && <Waiting />}
      {loaded.state === "failed" && <Failure refused={loaded.refused} onRetry={again} />}
      {loaded.state === "ready" && promises.length === 0 && <p class="muted">{texts.say("review.promises_none")}</p>}
      <ul>
        {shown.map(({ follow_up, call }) => (
          <FollowUpItem
            key={follow_up.id}
            followUp={follow_up}
            requests={requests}
            onChange={(changed) =>
              set(promises.map((one) => (one.follow_up.id === changed.id ? { ...one, follow_up: changed } : one)))
            }
          >
            <a href={requests.address("/review", { call: call.call_id })}>
              {[call.label || texts.say("calls.unnamed"), sayMoment(texts.language, call.started_at)].join(" · ")}
            </a>
          </FollowUpItem>
        ))}
      </ul>
      {shown.length < promises.length && (
        <button type="button" onClick={() => showAll(true)}>
          {texts.say("review.promises_all", { count: promises.length })}
        </button>
      )}
    </section>
  );
}

function Calls(props: { me: Me; requests: Requests; filter: Filter; onFilter: (filter: Filter) => void }) {
  const texts = useTexts();
  const { requests, filter } = props;
  const ask = (after: string | null) => requests.get<CallLines>("/api/calls", { ...filter, after });
  const [loaded, set, again] = useLoaded(() => ask(null), JSON.stringify(filter));
  const [refused, setRefused] = useState<Refused | null>(null);
  const filtered = filter.text !== "" || filter.team !== "" || filter.hot;
  const page = loaded.state === "ready" ? loaded.value : null;
  const more = async () => {
    setRefused(null);
    try {
      const next = await ask(page?.next ?? null);
      set({ ...next, calls: [...(page?.calls ?? []), ...next.calls] });
    } catch (reason) {
      setRefused(asRefused(reason));
    }
  };
  return (
    <section class="card calls" aria-labelledby="calls-title">
      <h2 id="calls-title">{texts.say("review.calls")}</h2>
      <Filters filter={filter} onFilter={props.onFilter} teams={props.me.role === "supervisor"} />
      {loaded.state === "loading" && <Waiting />}
      {loaded.state === "failed" && <Failure refused={loaded.refused} onRetry={again} />}
      <p class="unseen" role="status">
        {page && texts.say("review.calls_count", { count: page.calls.length })}
      </p>
      {page && page.calls.length === 0 && (
        <p class="muted">{texts.say(page.next ? "review.calls_none_yet" : filtered ? "review.calls_no_match" : "review.calls_none")}</p>
      )}
      {page && page.calls.length > 0 && <CallTable page={page} requests={requests} />}
      {refused && <Failure refused={refused} />}
      {page?.next && (
        <button type="button" class="more" onClick={() => void more()}>
          {texts.say("review.calls_more")}
        </button>
      )}
    </section>
  );
}

const COLUMNS = ["time", "label", "language", "who", "length", "heat", "signs"] as const;

/** A table also where it is laid out as cards: the roles say so. Up and down go from call to call. */
function CallTable({ page, requests }: { page: CallLines; requests: Requests }) {
  const texts = useTexts();
  const move = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const links = [...event.currentTarget.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const next = at < 0 ? null : moveIndex(at, event.key, links.length, 1);
    if (next !== null) {
      event.preventDefault();
      links[next]?.focus();
    }
  };
  return (
    <table role="table" aria-labelledby="calls-title">
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {texts.say(`review.column_${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" onKeyDown={move}>
        {page.calls.map((line) => (
          <CallRow key={line.call.call_id} line={line} band={bandOf(page.band_from, line.call.max_heat)} href={requests.address("/review", { call: line.call.call_id })} />
        ))}
      </tbody>
    </table>
  );
}

function CallRow({ line, band, href }: { line: CallLine; band: Band; href: string }) {
  const texts = useTexts();
  const { call } = line;
  const when = sayMoment(texts.language, call.started_at);
  return (
    <tr role="row">
      <td role="cell" class="when">
        <a href={href}>{when}</a>
      </td>
      <td role="cell" class="label">
        {call.label || <span class="muted">{texts.say("calls.unnamed")}</span>}
      </td>
      <td role="cell">{texts.spokenLanguage(call.language)}</td>
      <td role="cell">{[call.agent, call.team].filter(Boolean).join(", ")}</td>
      <td role="cell" class="clock">
        {line.live ? texts.say("review.live") : texts.duration(call.heard_ms)}
      </td>
      <td role="cell">
        <span class={`hottest band-${band}`}>
          <BandShape band={band} /> {hottest(texts, band, call.max_heat)}
        </span>
      </td>
      <td role="cell" class="signs">
        {line.charm && (
          <span>
            <span aria-hidden="true">♥</span> {texts.say("review.charm")}
          </span>
        )}
        {line.promises_open > 0 && (
          <span>
            <span aria-hidden="true">☐</span> {texts.say("review.promises_open", { count: line.promises_open })}
          </span>
        )}
      </td>
    </tr>
  );
}
