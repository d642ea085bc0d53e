// Where sound can come from in a browser: input devices by name, and what another tab or the system plays.

export interface InputDevice {
  readonly id: string;
  readonly name: string;
  /** Names one physical device, whatever its aliases are called. */
  readonly group: string;
}

export type InputFault = "denied" | "missing" | "busy" | "no_sound_shared" | "not_shared" | "failed";

/** Why an input cannot be had; `fault` has a text. */
export class InputError extends Error {
  readonly fault: InputFault;

  constructor(fault: InputFault, message = "") {
    super(message);
    this.fault = fault;
  }
}

/** The sound as it is: what a browser makes nicer for people makes it worse for speech models and for tone. */
const AS_IT_IS = { autoGainControl: false, noiseSuppression: false } as const;
/** Aliases that browsers list besides the devices themselves. */
const ALIASES = ["default", "communications"];

/** Whether this page may ask for sound at all: only over https, or from this very machine. */
export function mayCapture(): boolean {
  return isSecureContext && navigator.mediaDevices !== undefined;
}

export function mayShareSound(): boolean {
  return mayCapture() && "getDisplayMedia" in navigator.mediaDevices;
}

/** Return the input devices; without names until the person has once let the page have one. */
export async function inputDevices(): Promise<InputDevice[]> {
  const found = await navigator.mediaDevices.enumerateDevices();
  return found
    .filter((device) => device.kind === "audioinput" && device.deviceId !== "")
    .map((device) => ({ id: device.deviceId, name: device.label, group: device.groupId }));
}

/** Return the device of a name: ids change when a person clears what sites know, names do not. */
export function findDevice(devices: readonly InputDevice[], name: string): InputDevice | undefined {
  return devices.find((device) => device.name === name);
}

/** Whether two entries are one device: the same, or one the alias of the other. */
export function isSameDevice(devices: readonly InputDevice[], one: InputDevice, other: InputDevice): boolean {
  return behindAlias(devices, one).id === behindAlias(devices, other).id;
}

/** An alias, such as "Default - Headset", ends with the name of the device that it stands for. */
function behindAlias(devices: readonly InputDevice[], device: InputDevice): InputDevice {
  if (!ALIASES.includes(device.id)) {
    return device;
  }
  const real = devices.filter((other) => !ALIASES.includes(other.id) && other.group === device.group);
  return real.find((other) => device.name.endsWith(other.name)) ?? real[0] ?? device;
}

/** Open an input device; the system's usual one when `id` is null. */
export async function openDevice(id: string | null, echoCancellation: boolean): Promise<MediaStream> {
  const audio = { ...AS_IT_IS, echoCancellation, ...(id === null ? {} : { deviceId: { exact: id } }) };
  return navigator.mediaDevices.getUserMedia({ audio }).catch((error: DOMException) => {
    throw new InputError(deviceFault(error.name), error.message);
  });
}

/** Let the person choose a tab, a window or the screen, with its sound. Needs a click. */
export async function openShared(): Promise<MediaStream> {
  const wanted = { video: true, audio: { ...AS_IT_IS, echoCancellation: false }, systemAudio: "include" };
  const stream = await navigator.mediaDevices.getDisplayMedia(wanted).catch((error: DOMException) => {
    throw new InputError(error.name === "NotAllowedError" ? "not_shared" : "failed", error.message);
  });
  // Browsers give sound only together with a picture; nobody looks at it.
  for (const picture of stream.getVideoTracks()) {
    picture.stop();
  }
  if (stream.getAudioTracks().length === 0) {
    throw new InputError("no_sound_shared");
  }
  return stream;
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}

function deviceFault(name: string): InputFault {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
