// After the call: past calls and what was promised, or one call looked back at.

import { useEffect, useMemo } from "preact/hooks";
import type { Me } from "./api.ts";
import { NoHistory } from "./no-history.tsx";
import { CallPage } from "./review/call-page.tsx";
import { ListPage } from "./review/call-list.tsx";
import { Failure, useLoaded, Waiting } from "./review/loading.tsx";
import { Requests } from "./review/requests.ts";
import { Header, mount } from "./shell.tsx";
import { useTexts } from "./texts.ts";
import { applyTheme } from "./theme.ts";
import "./style/base.css";
import "./style/review.css";

function ReviewPage() {
  const texts = useTexts();
  const asked = useMemo(() => new URLSearchParams(location.search), []);
  const requests = useMemo(() => new Requests(asked.get("as")), []);
  const [me, , again] = useLoaded(() => requests.get<Me>("/api/me"), "");
  const call_id = asked.get("call");
  const title = texts.say(call_id === null ? "review.list_title" : "review.title");
  useEffect(() => {
    document.title = `${title} · Tyyni`;
  }, [title]);
  useEffect(() => {
    const onPaper = () => applyTheme("light");
    const onScreen = () => applyTheme();
    addEventListener("beforeprint", onPaper);
    addEventListener("afterprint", onScreen);
    return () => {
      removeEventListener("beforeprint", onPaper);
      removeEventListener("afterprint", onScreen);
    };
  }, []);
  return (
    <div class="review">
      <Header title={title}>
        <nav aria-label={texts.say("review.ways")}>
          {call_id !== null && <a href={requests.address("/review")}>{texts.say("review.to_list")}</a>}
          {me.state === "ready" && <Home me={me.value} />}
        </nav>
      </Header>
      {me.state === "loading" && <Waiting />}
      {me.state === "failed" && <Failure refused={me.refused} onRetry={again} />}
      {me.state === "ready" && !me.value.history && <NoHistory />}
      {me.state === "ready" && me.value.history && (
        call_id === null ? <ListPage me={me.value} requests={requests} /> : <CallPage call_id={call_id} me={me.value} requests={requests} />
      )}
    </div>
  );
}

/** Who looks, the way back to where this person works, and, where a browser holds both links, the other one's view. */
function Home({ me }: { me: Me }) {
  const texts = useTexts();
  const other = me.roles.find((role) => role !== me.role);
  const address = new URL(location.href);
  address.searchParams.set("as", other ?? me.role);
  return (
    <>
      <a href={me.role === "agent" ? "/agent" : "/floor"}>{texts.say(me.role === "agent" ? "review.to_agent" : "review.to_floor")}</a>
      <span class="muted">
        {texts.say("review.seen_as", { who: me.agent || texts.say(me.role === "agent" ? "review.author_agent" : "review.author_supervisor") })}
      </span>
      {other && <a href={address.href}>{texts.say(other === "agent" ? "review.as_agent" : "review.as_supervisor")}</a>}
    </>
  );
}

mount(<ReviewPage />);
