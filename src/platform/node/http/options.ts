import { validateHeaderName, validateHeaderValue } from "node:http";
import {
  checkLimit,
  checkNumber,
  describe,
  type Normalisers,
  normalise,
  wholeNumbers,
} from "../../../base/check.js";
import { isPlainObject } from "../../../base/kinds.js";
import { checkRange } from "./addresses.js";
import { readPattern } from "./allow-list.js";
import type { FetchSettings } from "./fetch.js";

/** What `http_get` may fetch, and how. */
export interface HttpGetOptions {
  /**
   * The URLs that may be fetched, redirects included: each an http or https URL, or one that ends
   * with a `/*` for every path below. Scheme, host, port and path have to match; the query may be any.
   */
  readonly allow: readonly string[];
  /**
   * Ranges of non-public addresses that may be connected to, such as
   * `"127.0.0.0/8"` or `"fd00::/8"`.
   *
   * @defaultValue none
   */
  readonly allowAddresses?: readonly string[];
  /**
   * How long one call may take, redirects included, in milliseconds: from 1 to 600,000. It counts
   * towards the run's own `wallTimeoutMs`, which is checked when the call returns.
   *
   * @defaultValue 5000
   */
  readonly timeoutMs?: number;
  /**
   * How many redirects one call follows: from 0 to 20.
   *
   * @defaultValue 5
   */
  readonly maxRedirects?: number;
  /**
   * Maximum size of a response's body in bytes, both as it arrives and decoded: from 1 to 64 MiB. A value
   * above the default needs a larger `maxHostResultBytes` as well.
   *
   * @defaultValue 128 KiB
   */
  readonly maxResponseBytes?: number;
  /**
   * Headers of every request, such as credentials. They are sent to the origin that the program asks
   * for, which `allow` decides, but not to others that redirects lead to.
   *
   * @defaultValue none; `accept` and `user-agent` are sent in any case
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Maximum number of requests in total, redirects included; `null` for no limit.
   *
   * @defaultValue `null`
   */
  readonly maxRequests?: number | null;
}

const KIB = 1024;
const MIB = 1024 * KIB;

const TIMEOUT = wholeNumbers(1, 600_000);
const REDIRECTS = wholeNumbers(0, 20);
const RESPONSE = wholeNumbers(1, 64 * MIB);
const REQUESTS = wholeNumbers(0, Number.MAX_SAFE_INTEGER);

/** Headers that control how a request is sent; callers cannot set them. */
const FIXED_HEADERS: ReadonlySet<string> = new Set(
  `accept-encoding connection content-length content-type expect host keep-alive proxy-authorization
   proxy-connection te trailer transfer-encoding upgrade`.split(/\s+/),
);

/** How each option becomes a setting. The only place that knows the defaults. */
const NORMALISERS: Normalisers<FetchSettings> = {
  allow: (value) => checkList("allow", value, readPattern),
  allowAddresses: (value = []) => checkList("allowAddresses", value, checkRange),
  timeoutMs: (value = 5000) => checkNumber("timeoutMs", value, TIMEOUT),
  maxRedirects: (value = 5) => checkNumber("maxRedirects", value, REDIRECTS),
  maxResponseBytes: (value = 128 * KIB) => checkNumber("maxResponseBytes", value, RESPONSE),
  headers: (value = {}) => checkHeaders(value),
  maxRequests: (value = null) => checkLimit("maxRequests", value, REQUESTS) ?? Infinity,
};

/**
 * Checks options and fills in the defaults. Every option is read exactly once.
 *
 * @internal
 * @throws TypeError, RangeError naming the option, its value and what is allowed.
 */
export function checkHttpGetOptions(options: unknown): FetchSettings {
  return normalise(options, NORMALISERS);
}

function checkList<T>(
  name: string,
  value: unknown,
  check: (what: string, item: unknown) => T,
): readonly T[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`option ${name} is ${describe(value)}; allowed is an array of strings`);
  }
  return Array.from(value, (item, i) => check(`option ${name}[${i}]`, item));
}

function checkHeaders(value: unknown): Readonly<Record<string, string>> {
  if (!isPlainObject(value)) {
    const allowed = "a plain object of strings";
    throw new TypeError(`option headers is ${describe(value)}; allowed is ${allowed}`);
  }
  const headers: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) {
    checkHeader(name, text);
    headers.push([name.toLowerCase(), text as string]);
  }
  return Object.fromEntries(headers);
}

/** Errors do not repeat the value, which may be a secret. */
function checkHeader(name: string, value: unknown): void {
  const refusal = `option headers: ${describe(name)}`;
  if (FIXED_HEADERS.has(name.toLowerCase())) {
    throw new RangeError(`${refusal} is set by the request itself; allowed is any other header`);
  }
  if (typeof value !== "string") {
    throw new TypeError(`${refusal} is ${describe(value)}; allowed is a string`);
  }
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    const allowed = "a header's name, and a value without line ends and other control characters";
    throw new RangeError(`${refusal} is not a header name; allowed is ${allowed}`);
  }
}
