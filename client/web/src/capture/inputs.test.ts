import assert from "node:assert/strict";
import { test } from "node:test";
import { findDevice, isSameDevice, type InputDevice } from "./inputs.ts";

const HEADSET: InputDevice = { id: "h", name: "Headset", group: "1" };
const CAMERA: InputDevice = { id: "c", name: "Camera", group: "2" };
const USUAL: InputDevice = { id: "default", name: "Default - Headset", group: "1" };
const DEVICES = [USUAL, CAMERA, HEADSET];

test("a device is found by its name", () => {
  assert.equal(findDevice(DEVICES, "Headset"), HEADSET);
  assert.equal(findDevice(DEVICES, "Monitor"), undefined);
});

test("an alias is the device behind it", () => {
  assert.ok(isSameDevice(DEVICES, USUAL, HEADSET));
  assert.ok(isSameDevice(DEVICES, CAMERA, CAMERA));
  assert.ok(!isSameDevice(DEVICES, USUAL, CAMERA));
  const unknown = { id: "communications", name: "Communications - Gone", group: "9" };
  assert.ok(!isSameDevice(DEVICES, unknown, HEADSET));
});

test("two inputs of one device are two devices", () => {
  const line = { id: "l", name: "Headset line", group: "1" };
  assert.ok(!isSameDevice([...DEVICES, line], line, HEADSET));
  assert.ok(!isSameDevice([...DEVICES, line], USUAL, line));
});
