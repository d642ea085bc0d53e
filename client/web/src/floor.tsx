// The supervisors' floor: every live call, the hottest first, moving as little as may be; one of them whole beside it.

import { useEffect, useRef, useState } from "preact/hooks";
import { Attention, needsOf } from "./floor/attention.tsx";
import { useAlerting } from "./floor/alerting.ts";
import { Calls } from "./floor/calls.tsx";
import { callIn, showInAddress } from "./floor/link.ts";
import { useFloor } from "./floor/live.ts";
import { Panel } from "./floor/panel.tsx";
import { openerOf } from "./floor/roving.ts";
import { ALL_TEAMS, isOfTeam, siftCalls, teamsOf } from "./floor/sift.ts";
import { Tools } from "./floor/tools.tsx";
import { WALL_FROM_CALLS } from "./floor/wall.tsx";
import type { FloorTile, FloorView } from "./floor-state.ts";
import { useRemembered, useRememberedText } from "./remembered.ts";
import { ConnectionBanner, ErrorBanner, Header, isStale, mount, useTitle } from "./shell.tsx";
import { useTexts } from "./texts.ts";
import "./style/base.css";
import "./style/floor.css";

const LAYOUTS = ["by_number", "tiles", "wall"] as const;

function FloorPage() {
  const texts = useTexts();
  const { view, act, connection, say, retryNow } = useFloor();
  const [rememberedTeam, chooseTeam] = useRememberedText("floor.team");
  const team = rememberedTeam ?? ALL_TEAMS;
  const [search, searchFor] = useState("");
  const [layoutChoice, chooseLayout] = useRemembered("floor.layout", LAYOUTS);
  const [keys, chooseKeys] = useRemembered("floor.keys", ["on", "off"]);
  const searchBox = useRef<HTMLInputElement>(null);

  const tiles = view.order.map((id) => view.tiles.get(id) as FloorTile);
  const shown = siftCalls(tiles, team, search);
  const byNumber = shown.length >= WALL_FROM_CALLS ? "wall" : "tiles";
  const layout = layoutChoice === "by_number" ? byNumber : layoutChoice;
  const toggleLayout = () => chooseLayout(layout === "wall" ? "tiles" : "wall");
  const open = (call_id: string) => act({ type: "opened", call_id });
  const close = () => act({ type: "closed" });
  const alerting = useAlerting(view, open);
  // A team's supervisor is called for that team; a search is only a way to look.
  const needs = needsOf(tiles.filter(({ call }) => isOfTeam(call, team)), view.seen);

  useOpenCall(view, open);
  useKeys({ keysOn: keys === "on", watching: view.watched !== null, close, toggleLayout, searchBox, searchFor });
  const hot = tiles.filter(({ call }) => call.band === "hot" || call.band === "boiling").length;
  const asking = needs.length ? [`? ${texts.say("floor.needs", { count: needs.length })}`] : [];
  useTitle([...asking, ...(hot ? [`▲ ${texts.say("floor.hot", { count: hot })}`] : [])].join(" · "), connection);
  const teams = teamsOf(tiles, team, texts.language);
  return (
    <div class={`floor ${isStale(connection) ? "stale" : ""} ${view.watched ? "with-panel" : ""}`}>
      <Header
        title={texts.say("floor.title")}
        connection={connection}
        settings={<a href="/insights">{texts.say("insights.title")}</a>}
      >
        <Counts view={view} live={tiles.length} hot={hot} shown={shown.length} />
        <Tools
          chosen={{ team, search, layout, keysOn: keys === "on" }}
          {...{ teams, searchBox, chooseTeam, searchFor, toggleLayout, alerting }}
          toggleKeys={() => chooseKeys(keys === "on" ? "off" : "on")}
        />
        <Attention needs={needs} alerting={alerting} onOpen={open} />
      </Header>
      <ConnectionBanner connection={connection} onRetry={retryNow} />
      {!view.watched && <ErrorBanner error={view.error} />}
      <main>
        {view.known && tiles.length === 0 && <EmptyFloor />}
        {view.known && tiles.length > 0 && shown.length === 0 && (
          <NoMatch
            onShowAll={() => {
              chooseTeam(ALL_TEAMS);
              searchFor("");
            }}
          />
        )}
        {shown.length > 0 && <Calls tiles={shown} layout={layout} opened={view.watched?.call_id ?? null} onOpen={open} />}
      </main>
      {view.watched && (
        <Panel watched={view.watched} connected={connection.kind === "open"} say={say} onClose={close}>
          <ErrorBanner error={view.error} />
        </Panel>
      )}
    </div>
  );
}

function Counts(props: { view: FloorView; live: number; hot: number; shown: number }) {
  const texts = useTexts();
  const { view, live, hot, shown } = props;
  return (
    <p class="counts" role="status">
      {view.known && texts.say("floor.live", { count: live })}
      {hot > 0 && <strong> · {texts.say("floor.hot", { count: hot })}</strong>}
      {shown < live && ` · ${texts.say("floor.shown", { count: shown })}`}
    </p>
  );
}

/** The address names the open call, and a link opens it; when the panel closes, the focus goes back to the call. */
function useOpenCall(view: FloorView, open: (call_id: string) => void): void {
  const watching = view.watched?.call_id ?? null;
  const before = useRef<string | null>(null);
  useEffect(() => {
    const linked = callIn(location.hash);
    if (linked !== null) {
      open(linked);
    }
  }, []);
  useEffect(() => {
    if (watching !== null) {
      showInAddress(watching);
    } else if (before.current !== null) {
      showInAddress(null);
      const back = openerOf(before.current) ?? document.querySelector<HTMLElement>("[data-open]");
      back?.focus();
    }
    before.current = watching;
  }, [watching]);
}

interface Keys {
  readonly keysOn: boolean;
  readonly watching: boolean;
  readonly close: () => void;
  readonly toggleLayout: () => void;
  readonly searchBox: { readonly current: HTMLInputElement | null };
  readonly searchFor: (search: string) => void;
}

/** `/` searches, W changes between tiles and wall, Esc leaves the search or closes the panel. */
function useKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { keysOn, watching, close, toggleLayout, searchBox, searchFor } = now.current;
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
        return;
      }
      if (event.key === "Escape") {
        if (event.target === searchBox.current && searchBox.current?.value) {
          searchFor("");
        } else if (watching) {
          close();
        }
      } else if (keysOn && !(event.target as Element).closest("input, textarea, select")) {
        if (event.key === "/") {
          event.preventDefault();
          searchBox.current?.focus();
        } else if (event.key.toLowerCase() === "w") {
          toggleLayout();
        }
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

function NoMatch({ onShowAll }: { onShowAll: () => void }) {
  const texts = useTexts();
  return (
    <section class="card empty">
      <h2>{texts.say("floor.no_match")}</h2>
      <button type="button" onClick={onShowAll}>
        {texts.say("floor.show_all")}
      </button>
    </section>
  );
}

function EmptyFloor() {
  const texts = useTexts();
  return (
    <section class="card empty">
      <h2>{texts.say("floor.empty")}</h2>
      <p>{texts.say("floor.empty_how")}</p>
      <p>
        <code>tyyni-agent play call.wav --language en</code>
      </p>
    </section>
  );
}

mount(<FloorPage />);
