// The page's requests to the service, each answered or refused with a code.

export class Refused extends Error {
  readonly code: string;
  /** 0: no answer came. */
  readonly status: number;
  readonly body: unknown;

  constructor(code: string, message: string, status: number, body: unknown = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.body = body;
  }
}

export type Query = Record<string, string | number | boolean | null>;

export class Requests {
  readonly #as: string | null;

  /** `as` is who the page is opened as, where a browser holds both links; null: the service decides. */
  constructor(as: string | null) {
    this.#as = as;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.#ask<T>("GET", this.address(path, query));
  }

  send<T>(method: "PUT" | "POST" | "PATCH", path: string, body: object): Promise<T> {
    return this.#ask<T>(method, this.address(path), JSON.stringify(body));
  }

  /** Return an address with its query; what is null, false or empty is left out. */
  address(path: string, query: Query = {}): string {
    const given: Query = { ...query, as: this.#as };
    const asked = Object.entries(given).filter(([, value]) => value !== null && value !== false && value !== "");
    const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
    return search ? `${path}?${search}` : path;
  }

  async #ask<T>(method: string, address: string, body?: string): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(address, {
        method,
        headers: { Accept: "application/json", ...(body !== undefined && { "Content-Type": "application/json" }) },
        ...(body !== undefined && { body }),
      });
    } catch (error) {
      throw new Refused("unreachable", String(error), 0);
    }
    const said: unknown = await answer.json().catch(() => null);
    if (!answer.ok) {
      const { code, message } = { code: `http_${answer.status}`, message: answer.statusText, ...(said as object) };
      throw new Refused(code, message, answer.status, said);
    }
    return said as T;
  }
}
