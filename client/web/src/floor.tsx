// The supervisors' floor: a tile for each live call, the hottest first, moving as little as may be.

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { EMPTY_FLOOR, type FloorTile, type FloorView, reduceFloor } from "./floor-state.ts";
import { ConnectionBanner, ErrorBanner, Header, isStale, mount, useLive, useTitle } from "./shell.tsx";
import { useTexts } from "./texts.ts";
import { Tile } from "./tile.tsx";
import type { FloorMessage } from "./wire.ts";
import "./style/base.css";
import "./style/floor.css";

const MOVE_MS = 300;

function FloorPage() {
  const texts = useTexts();
  const { view, connection, retryNow } = useLive<FloorView, FloorMessage>("/ws/floor", reduceFloor, EMPTY_FLOOR);
  const tiles = view.order.map((id) => view.tiles.get(id) as FloorTile);
  const hot = tiles.filter(({ call }) => call.band === "hot" || call.band === "boiling").length;
  useTitle(hot ? `▲ ${texts.say("floor.hot", { count: hot })}` : "", connection);
  return (
    <div class={`floor ${isStale(connection) ? "stale" : ""}`}>
      <Header title={texts.say("floor.title")} connection={connection}>
        <p class="counts" role="status">
          {view.known && texts.say("floor.live", { count: tiles.length })}
          {hot > 0 && <strong> · {texts.say("floor.hot", { count: hot })}</strong>}
        </p>
      </Header>
      <ConnectionBanner connection={connection} onRetry={retryNow} />
      <ErrorBanner error={view.error} />
      <main>{view.known && (tiles.length ? <Tiles tiles={tiles} /> : <EmptyFloor />)}</main>
    </div>
  );
}

function Tiles({ tiles }: { tiles: readonly FloorTile[] }) {
  const list = useRef<HTMLUListElement>(null);
  useSlide(list, tiles.map(({ call }) => call.call_id).join(" "));
  return (
    <ul class="tiles" ref={list}>
      {tiles.map((tile) => (
        <Slot key={tile.call.call_id} tile={tile} />
      ))}
    </ul>
  );
}

/** Renders again only what has changed: on a floor of two hundred calls, one tile at a time. */
function Slot({ tile }: { tile: FloorTile }) {
  const texts = useTexts();
  return useMemo(() => <Tile tile={tile} />, [tile, texts]);
}

/** Let tiles slide to their new places when the order changes, so that the eye can follow them. */
function useSlide(list: { current: HTMLElement | null }, order: string): void {
  const places = useRef(new Map<HTMLElement, { left: number; top: number }>());
  useLayoutEffect(() => {
    const before = places.current;
    const tiles = [...(list.current?.children ?? [])] as HTMLElement[];
    places.current = new Map(tiles.map((tile) => [tile, { left: tile.offsetLeft, top: tile.offsetTop }]));
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      return;
    }
    for (const [tile, now] of places.current) {
      const then = before.get(tile);
      if (then && (then.left !== now.left || then.top !== now.top)) {
        const from = `translate(${then.left - now.left}px, ${then.top - now.top}px)`;
        tile.animate([{ transform: from }, { transform: "none" }], { duration: MOVE_MS, easing: "ease-out" });
      }
    }
  }, [order, list]);
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
