// The calls of the floor, as tiles or as a wall: the same order, the same keys.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { FloorTile } from "../floor-state.ts";
import type { History } from "../history.ts";
import { useTexts } from "../texts.ts";
import { Tile } from "../tile.tsx";
import { pure } from "./pure.ts";
import { columnsOf, moveIndex, openerOf } from "./roving.ts";
import type { Layout } from "./tools.tsx";
import { Cell, DENSE_FROM_CALLS } from "./wall.tsx";
import type { FloorCall } from "../wire.ts";

const MOVE_MS = 300;
/** Heat lines this far outside the window are drawn already: nobody should scroll to one that is old. */
const NEAR = "300px";
/** Most of what a tile costs is the drawing of its line: see `lineOf`. */
const LINE_STEP_MS = 1_000;

interface CallsProps {
  readonly tiles: readonly FloorTile[];
  readonly layout: Layout;
  readonly opened: string | null;
  readonly onOpen: (call_id: string) => void;
}

export function Calls({ tiles, layout, opened, onOpen }: CallsProps) {
  const texts = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const ids = tiles.map(({ call }) => call.call_id);
  const [current, setCurrent] = useState<string | null>(null);
  const tabbable = current !== null && ids.includes(current) ? current : ids[0];
  // Of a wall too much moves at once for an eye to follow.
  useSlide(list, layout === "tiles" ? ids.join(" ") : "");
  const openerIn = (target: EventTarget | null) =>
    (target as Element).closest<HTMLElement>("[data-call]")?.dataset["call"] ?? null;
  const move = (event: KeyboardEvent) => {
    const from = ids.indexOf(openerIn(event.target) ?? "");
    const to = moveIndex(from, event.key, ids.length, columnsOf(list.current as HTMLElement));
    if (from >= 0 && to !== null && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      openerOf(ids[to] as string)?.focus();
    }
  };
  const click = (event: MouseEvent) => {
    const id = openerIn(event.target);
    // Who marks text in a tile, to copy it, opens nothing.
    if (id !== null && !getSelection()?.toString()) {
      onOpen(id);
    }
  };
  const Slot = layout === "wall" ? Cell : TileSlot;
  const density = tiles.length >= DENSE_FROM_CALLS ? "dense" : "roomy";
  return (
    <ul
      class={layout === "wall" ? `wall ${density}` : "tiles"}
      ref={list}
      aria-label={texts.say("floor.list")}
      onClick={click}
      onKeyDown={move}
      onFocusIn={(event) => setCurrent(openerIn(event.target))}
    >
      {tiles.map((tile) => {
        const { call_id } = tile.call;
        return <Slot key={call_id} tile={tile} tabbable={call_id === tabbable} open={call_id === opened} />;
      })}
    </ul>
  );
}

const PureTile = pure(Tile);

/** A tile far out of sight stays as it is until one comes near, its line undrawn: most of two hundred are far. */
function TileSlot(props: { tile: FloorTile; tabbable: boolean; open: boolean }) {
  const place = useRef<HTMLLIElement>(null);
  const near = useNear(place);
  const drawn = useRef<{ call: FloorCall; history: History | null }>({ call: props.tile.call, history: null });
  drawn.current = near ? { call: props.tile.call, history: lineOf(drawn.current.history, props.tile.history) } : drawn.current;
  return <PureTile place={place} {...drawn.current} tabbable={props.tabbable} open={props.open} />;
}

/** A tile's line is about 200 pixels wide for three minutes: within a second no pixel of it moves. */
function lineOf(drawn: History | null, now: History): History {
  const shownTo = drawn?.times_ms.at(-1) ?? -Infinity;
  return drawn && (now.times_ms.at(-1) ?? 0) - shownTo < LINE_STEP_MS ? drawn : now;
}

/** Whether an element is in the window or nearly so. */
function useNear(place: { current: HTMLElement | null }): boolean {
  const [near, setNear] = useState(false);
  useLayoutEffect(() => {
    const watcher = new IntersectionObserver((seen) => setNear(seen.at(-1)?.isIntersecting ?? false), { rootMargin: NEAR });
    watcher.observe(place.current as HTMLElement);
    return () => watcher.disconnect();
  }, [place]);
  return near;
}

/** Let calls that are in sight slide to their new places when the order changes, so that the eye can follow them. */
function useSlide(list: { current: HTMLElement | null }, order: string): void {
  const places = useRef(new Map<HTMLElement, { left: number; top: number }>());
  useLayoutEffect(() => {
    const before = places.current;
    const items = order ? ([...(list.current?.children ?? [])] as HTMLElement[]) : [];
    places.current = new Map(items.map((item) => [item, { left: item.offsetLeft, top: item.offsetTop }]));
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      return;
    }
    const [middle, reach] = [scrollY + innerHeight / 2, innerHeight];
    const isInSight = (top: number) => Math.abs(top - middle) < reach;
    for (const [item, now] of places.current) {
      const then = before.get(item);
      if (then && (then.left !== now.left || then.top !== now.top) && (isInSight(then.top) || isInSight(now.top))) {
        const from = `translate(${then.left - now.left}px, ${then.top - now.top}px)`;
        item.animate([{ transform: from }, { transform: "none" }], { duration: MOVE_MS, easing: "ease-out" });
      }
    }
  }, [order, list]);
}
