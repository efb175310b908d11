import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { AddressRules } from "./addresses.js";
import { isAllowed, plainUrl, type UrlPattern } from "./allow-list.js";
import { HttpFailure } from "./failure.js";
import { request } from "./request.js";
import { readBody } from "./response-body.js";

/** What may be fetched, and how. Plain data. */
export interface FetchSettings {
  readonly allow: readonly UrlPattern[];
  readonly allowAddresses: readonly string[];
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  readonly maxResponseBytes: number;
  /** Sent to the first origin only. */
  readonly headers: Readonly<Record<string, string>>;
  /** Maximum number of requests, redirects included. */
  readonly maxRequests: number;
}

/** A response. Plain data. */
export interface Fetched {
  readonly status: number;
  /** Names in lower case, and values. */
  readonly headers: readonly (readonly [string, string])[];
  readonly content: Uint8Array;
}

/** Resolves a host name to addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const DEFAULT_HEADERS = { accept: "*/*", "user-agent": "micropython-wasm" };

/**
 * Fetches a URL within the settings, which are checked again for every redirect.
 *
 * @param text the URL, which may be hostile.
 * @param onRequest called before each request.
 * @throws HttpFailure, and errors of the connection.
 */
export async function fetchAllowed(
  text: string,
  settings: FetchSettings,
  onRequest: () => void = () => {},
  resolve: Resolve = systemResolve,
): Promise<Fetched> {
  const deadline = new AbortController();
  const late = new HttpFailure("OSError", "timed out");
  const timer = setTimeout(() => deadline.abort(late), settings.timeoutMs);
  try {
    const chain = new RequestChain(settings, deadline.signal, onRequest, resolve);
    return await chain.follow(text);
  } catch (error) {
    // Aborting surfaces as one error or another.
    throw deadline.signal.aborted ? late : error;
  } finally {
    clearTimeout(timer);
    // Closes what is still open.
    deadline.abort();
  }
}

/** One request and its redirects. */
class RequestChain {
  readonly #settings: FetchSettings;
  readonly #signal: AbortSignal;
  readonly #onRequest: () => void;
  readonly #resolve: Resolve;
  readonly #rules: AddressRules;
  #requests = 0;

  constructor(
    settings: FetchSettings,
    signal: AbortSignal,
    onRequest: () => void,
    resolve: Resolve,
  ) {
    this.#settings = settings;
    this.#signal = signal;
    this.#onRequest = onRequest;
    this.#resolve = resolve;
    this.#rules = new AddressRules(settings.allowAddresses);
  }

  async follow(text: string): Promise<Fetched> {
    let url = this.#checked(plainUrl(text), "this URL");
    let headers = this.#settings.headers;
    while (true) {
      const response = await this.#ask(url, headers);
      const target = redirectOf(response);
      if (target === null) {
        const content = await readBody(response, this.#settings.maxResponseBytes);
        return { status: response.statusCode ?? 0, headers: headersOf(response), content };
      }
      response.destroy();
      if (this.#requests > this.#settings.maxRedirects) {
        throw new HttpFailure("OSError", "too many redirects");
      }
      const next = this.#checked(plainUrl(target, url), "the URL of a redirect");
      // Headers meant for one origin are never sent to another, nor back to it after a detour.
      if (next.origin !== url.origin) headers = {};
      url = next;
    }
  }

  #checked(url: URL | null, what: string): URL {
    if (url !== null && isAllowed(url, this.#settings.allow)) return url;
    throw new HttpFailure("ValueError", `${what} is not allowed`);
  }

  async #ask(url: URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    if (this.#requests >= this.#settings.maxRequests) {
      throw new HttpFailure("RuntimeError", "maxRequests is reached");
    }
    this.#signal.throwIfAborted();
    const addresses = await this.#addressesOf(url.hostname);
    this.#requests++;
    this.#onRequest();
    return request(url, addresses, { ...DEFAULT_HEADERS, ...headers }, this.#signal);
  }

  /** The addresses of a host that may be connected to. */
  async #addressesOf(hostname: string): Promise<LookupAddress[]> {
    const literal = hostname.replace(/^\[(.*)\]$/, "$1");
    const family = isIP(literal);
    const found =
      family === 0
        ? await this.#beforeDeadline(this.#resolve(hostname))
        : [{ address: literal, family }];
    const allowed = found.filter(({ address }) => this.#rules.allow(address));
    if (allowed.length > 0) return allowed;
    throw new HttpFailure("ValueError", "the host of this URL has no allowed address");
  }

  /** Resolving cannot be aborted, but the wait for it can. */
  #beforeDeadline<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#signal.addEventListener("abort", () => reject(this.#signal.reason), { once: true });
      work.then(resolve, reject);
    });
  }
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  return REDIRECTS.has(statusCode) ? (headers.location ?? null) : null;
}

/** Headers that do not apply to what Python gets: there are no cookies, and content is decoded. */
const DROPPED: ReadonlySet<string> = new Set([
  "set-cookie",
  "content-encoding",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
]);

function headersOf({ rawHeaders }: IncomingMessage): [string, string][] {
  const byName = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    const value = rawHeaders[i + 1] as string;
    const earlier = byName.get(name);
    if (!DROPPED.has(name))
      byName.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return [...byName];
}
