// What the agent chose last time. Not the decision about the caller's tone: that one is made anew for every call.

export type CallerSource = "shared" | "device";

export interface Choices {
  /** Names of devices; empty: the system's usual one. */
  readonly microphone: string;
  readonly callerDevice: string;
  readonly callerSource: CallerSource;
  readonly loudspeakers: boolean;
  readonly language: string;
  readonly label: string;
  readonly agent: string;
}

export const FIRST_CHOICES: Choices = {
  microphone: "",
  callerDevice: "",
  callerSource: "shared",
  loudspeakers: false,
  language: "auto",
  label: "",
  agent: "",
};

const STORED = "tyyni.capture";

export type Store = Pick<Storage, "getItem" | "setItem">;

/** Return the choices of the last call; what cannot be read counts as never chosen. */
export function recallChoices(store: Store): Choices {
  const kept = parsed(store.getItem(STORED));
  const fitting = Object.entries(FIRST_CHOICES).map(([name, first]) => {
    const value = kept[name];
    return [name, typeof value === typeof first ? value : first];
  });
  return Object.fromEntries(fitting) as Choices;
}

export function rememberChoices(store: Store, choices: Choices): void {
  store.setItem(STORED, JSON.stringify(choices));
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    return Object(JSON.parse(text ?? "{}")) as Record<string, unknown>;
  } catch {
    return {}; // another version of the page, or a person, wrote it
  }
}
