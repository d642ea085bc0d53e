// The parts of the form, each with its label.

import type { ComponentChildren } from "preact";
import type { InputDevice } from "./inputs.ts";

export function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

export function Choice(props: {
  type: "radio" | "checkbox";
  name: string;
  checked: boolean;
  choose: () => void;
  children: ComponentChildren;
}) {
  return (
    <label class="choice">
      <input type={props.type} name={`capture-${props.name}`} checked={props.checked} onChange={props.choose} />
      <span>{props.children}</span>
    </label>
  );
}

/** Devices by name; the first entry stands for none of them. */
export function DeviceSelect(props: {
  label: string;
  first: string;
  devices: readonly InputDevice[];
  chosen: string;
  choose: (name: string) => void;
}) {
  const named = props.devices.filter((device) => device.name !== "");
  return (
    <select
      aria-label={props.label}
      value={named.some((device) => device.name === props.chosen) ? props.chosen : ""}
      onChange={(event) => props.choose(event.currentTarget.value)}
    >
      <option value="">{props.first}</option>
      {named.map((device) => (
        <option key={device.id} value={device.name}>
          {device.name}
        </option>
      ))}
    </select>
  );
}
