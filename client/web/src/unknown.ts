// A message this page was not built for: the service is newer than the page.

/** Fail loudly; the type says that this cannot happen while page and service are of the same version. */
export function unknownMessage(message: never): never {
  throw new Error(`unknown message ${JSON.stringify((message as { type?: unknown }).type)}: reload the page`);
}
