// Alerts that reach a supervisor who looks elsewhere: a sound, a notification of the browser, within the budget.

import { useEffect, useRef, useState } from "preact/hooks";
import type { FloorView } from "../floor-state.ts";
import { type Texts, useTexts } from "../texts.ts";
import { alertsOf, type FloorEvent, FULL_BUDGET, learn, lookedAt, spend } from "./alert-budget.ts";
import { Chime } from "./chime.ts";
import { linkTo } from "./link.ts";
import { useRemembered } from "../remembered.ts";

export interface Alerting {
  readonly soundOn: boolean;
  readonly switchSound: () => void;
  readonly notifications: "on" | "off" | "blocked";
  readonly switchNotifications: () => void;
  /** How many alerts were held back lately. */
  readonly held: number;
  readonly lookAtHeld: () => void;
}

export function useAlerting(view: FloorView, open: (call_id: string) => void): Alerting {
  const texts = useTexts();
  const sound = useSound();
  const notifications = useNotifications();
  const budget = useRef(FULL_BUDGET);
  const begun = useRef(false);
  const [held, setHeld] = useState(0);
  useEffect(() => {
    if (!view.known) {
      return;
    }
    const events = alertsOf(view.tiles.values());
    if (!begun.current || (!sound.chime && notifications.state !== "on")) {
      // What was so before, or while nobody wanted to be told, is on the screen: it alerts no more.
      begun.current = true;
      budget.current = learn(budget.current, events);
    } else {
      const [left, aloud] = spend(budget.current, events, Date.now());
      budget.current = left;
      const [first] = aloud;
      if (first) {
        void sound.chime?.play(first.kind); // one sound, however much comes at once
      }
      if (notifications.state === "on") {
        aloud.forEach((event) => notify(texts, view, event, open));
      }
    }
    setHeld(budget.current.held.length);
  }, [view.tiles, view.known]);
  return {
    soundOn: sound.chime !== null,
    switchSound: sound.toggle,
    notifications: notifications.state,
    switchNotifications: notifications.toggle,
    held,
    lookAtHeld: () => {
      budget.current = lookedAt(budget.current);
      setHeld(0);
    },
  };
}

/** Off whenever the page is loaded: a browser stays silent until the page is touched, and "on" must not be a lie. */
function useSound() {
  const [chime, setChime] = useState<Chime | null>(null);
  const toggle = () => {
    if (chime) {
      void chime.stop();
      setChime(null);
    } else {
      const started = new Chime();
      void started.play("help"); // so that one hears what has been switched on
      setChime(started);
    }
  };
  return { chime, toggle };
}

function useNotifications() {
  const [wanted, want] = useRemembered("floor.notifications", ["off", "on"]);
  // Without https a browser offers none at all.
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  const state = permission === "denied" ? "blocked" : permission === "granted" ? wanted : "off";
  const toggle = async () => {
    if (permission === "default") {
      const given = await Notification.requestPermission();
      setPermission(given);
      want(given === "granted" ? "on" : "off");
    } else {
      want(wanted === "on" ? "off" : "on");
    }
  };
  return { state, toggle: () => void toggle() } as const;
}

/** It may be read over a shoulder or on a locked screen: which call, how hot and where, no name and no quote. */
function notify(texts: Texts, view: FloorView, event: FloorEvent, open: (call_id: string) => void): void {
  const { kind, call_id } = event;
  const band = view.tiles.get(call_id)?.call.band ?? "calm";
  const notification = new Notification(`${texts.say(`floor.kind_${kind}`)} · Tyyni`, {
    body: `${call_id} · ${texts.say(`band.${band}`)}\n${linkTo(call_id)}`,
    tag: `${kind} ${call_id}`,
    silent: true, // the sound is a choice of its own
  });
  notification.onclick = () => {
    window.focus();
    open(call_id);
    notification.close();
  };
}
