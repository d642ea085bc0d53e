// The link to one call on the floor: `/floor#call=ID`, as notifications and webhooks carry it.

const PREFIX = "#call=";

export function linkTo(call_id: string): string {
  return new URL(`/floor${PREFIX}${encodeURIComponent(call_id)}`, location.href).href;
}

/** Return the call that a link's last part names; null when it names none. */
export function callIn(hash: string): string | null {
  return hash.startsWith(PREFIX) && hash.length > PREFIX.length ? decodeURIComponent(hash.slice(PREFIX.length)) : null;
}

/** Let the address say which call is open, without a step in the browser's history for each glance. */
export function showInAddress(call_id: string | null): void {
  history.replaceState(null, "", call_id === null ? location.pathname : linkTo(call_id));
}
