// What both pages share: the language, the live connection, the header, and failures made visible.

import { type ComponentChildren, render } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { Chip, type Tone } from "./chip.tsx";
import { Connection, type ConnectionState } from "./connection.ts";
import { Settings } from "./settings.tsx";
import { firstLanguage, type Language, rememberLanguage, Texts, TextsContext, useTexts } from "./texts.ts";
import { applyTheme } from "./theme.ts";
import type { ErrorMessage } from "./wire.ts";

export interface Live<View, Action> {
  readonly view: View;
  readonly act: (action: Action) => void;
  readonly say: (message: object) => void;
  readonly connection: ConnectionState;
  readonly retryNow: () => void;
}

/** Keep a view in step with what the service says on the websocket at `path`. */
export function useLive<View, Action>(
  path: string,
  reduce: (view: View, action: Action) => View,
  first: View,
): Live<View, Action> {
  const [view, act] = useReducer(reduce, first);
  const [connection, setConnection] = useState<ConnectionState>({ kind: "connecting" });
  const socket = useRef<Connection>(undefined);
  useEffect(() => {
    socket.current = new Connection(path, {
      message: (message) => act(message as Action),
      state: setConnection,
    });
  }, [path]);
  return {
    view,
    act,
    connection,
    say: (message) => socket.current?.send(message),
    retryNow: () => socket.current?.retryNow(),
  };
}

/** Keep the title in step, for the glance at a tab in the background; one that may be old says only that. */
export function useTitle(state: string, connection: ConnectionState): void {
  const texts = useTexts();
  const said = isStale(connection) ? `✕ ${texts.say(`connection.${connection.kind}`)}` : state;
  useEffect(() => {
    document.title = said ? `${said} · Tyyni` : "Tyyni";
  }, [said]);
}

/** Put a page into the document, and make sure that a page which has broken does not look alive. */
export function mount(page: ComponentChildren): void {
  applyTheme();
  const texts = new Texts(firstLanguage());
  const fail = (reason: unknown) => {
    const alarm = document.createElement("p");
    alarm.className = "banner alarm";
    alarm.setAttribute("role", "alert");
    alarm.textContent = `${texts.say("page.broken")} (${String(reason)})`;
    document.body.prepend(alarm);
  };
  // A browser also reports a late ResizeObserver here, without an error: nothing has broken then.
  addEventListener("error", (event) => event.error && fail(event.error), { once: true });
  addEventListener("unhandledrejection", (event) => fail(event.reason), { once: true });
  render(<Localised>{page}</Localised>, document.getElementById("page") as HTMLElement);
}

function Localised({ children }: { children: ComponentChildren }) {
  const [texts, setTexts] = useState(() => new Texts(firstLanguage()));
  useEffect(() => {
    document.documentElement.lang = texts.language;
  }, [texts]);
  const choose = (language: Language) => {
    rememberLanguage(language);
    setTexts(new Texts(language));
  };
  return <TextsContext.Provider value={{ texts, choose }}>{children}</TextsContext.Provider>;
}

/** The bar on top: whose page this is, what the page puts into it, the connection, and how the page looks. */
export function Header(props: {
  title: string;
  /** Left out by pages that have no live connection. */
  connection?: ConnectionState;
  /** Settings of this page alone. */
  settings?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <header class="bar">
      <h1>
        <img src="/pages/icon.svg" alt="" width="24" height="24" /> Tyyni <span class="page-name">{props.title}</span>
      </h1>
      {props.children}
      {props.connection && <ConnectionChip connection={props.connection} />}
      <Settings>{props.settings}</Settings>
    </header>
  );
}

const CONNECTION_TONES: Record<ConnectionState["kind"], Tone> = {
  connecting: "muted",
  open: "good",
  lost: "alarm",
  refused: "alarm",
};

function ConnectionChip({ connection }: { connection: ConnectionState }) {
  const texts = useTexts();
  const tone = CONNECTION_TONES[connection.kind];
  return (
    <Chip tone={tone} name="connection">
      {texts.say(`connection.${connection.kind}`)}
    </Chip>
  );
}

/** Say loudly that what is on the screen may be old, why, and when the page tries again. */
export function ConnectionBanner(props: { connection: ConnectionState; onRetry: () => void }) {
  const texts = useTexts();
  const { connection } = props;
  const retryAtMs = "retryAtMs" in connection ? connection.retryAtMs : null;
  const seconds = useSecondsUntil(retryAtMs);
  if (retryAtMs === null) {
    return null;
  }
  return (
    <div class="banner alarm">
      <p role="alert">{texts.say(connection.kind === "refused" ? "connection.refused_why" : "connection.lost_why")}</p>
      <p>{texts.say("connection.retry_in", { count: seconds })}</p>
      <button type="button" onClick={props.onRetry}>
        {texts.say("connection.retry_now")}
      </button>
    </div>
  );
}

/** Whether what is on the screen may be old. */
export function isStale(connection: ConnectionState): boolean {
  return connection.kind === "lost" || connection.kind === "refused";
}

function useSecondsUntil(atMs: number | null): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (atMs === null) {
      return undefined;
    }
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [atMs]);
  return atMs === null ? 0 : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

/** What the service found wrong with what this page said. */
export function ErrorBanner({ error, onClose }: { error: ErrorMessage | null; onClose?: () => void }) {
  const texts = useTexts();
  return (
    error && (
      <div class="banner alarm">
        <p role="alert">{texts.say("page.error", { message: error.message, code: error.code })}</p>
        {onClose && (
          <button type="button" onClick={onClose}>
            {texts.say("page.close")}
          </button>
        )}
      </div>
    )
  );
}
