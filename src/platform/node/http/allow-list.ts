import { describe } from "../../../base/check.js";

/** URLs that may be asked for. */
export interface UrlPattern {
  /** Scheme, host and port, normalised. */
  readonly origin: string;
  /** Where `isPrefix` is set it ends with a slash, and all paths below it match. */
  readonly path: string;
  readonly isPrefix: boolean;
}

const MAX_URL_LENGTH = 8192;

/**
 * Reads a URL, normalised; `null` where it is not a plain one: of http or https, without credentials,
 * and with a path that every server understands alike.
 *
 * @param base what it may be relative to.
 */
export function plainUrl(text: string, base?: URL): URL | null {
  // URL parsers drop or change some of these without a word.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (text.length > MAX_URL_LENGTH || /[\x00-\x20\x7f\\]/.test(text)) return null;
  if (!URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  if (!isHttp || url.username !== "" || url.password !== "") return null;
  if (!isPlainPath(url.pathname)) return null;
  url.hash = "";
  return url;
}

/** Servers decode paths in their own ways; what could lead some of them elsewhere is refused. */
function isPlainPath(path: string): boolean {
  if (/%(?:2f|5c|00)/i.test(path)) return false;
  const names = path.split("/").map((segment) => segment.replace(/%2e/gi, ".").split(/;|%3b/i)[0]);
  return !names.includes("..") && !names.includes(".");
}

/**
 * Reads a pattern: a URL, or one that ends with a `/*`, which stands for every path below.
 *
 * @throws TypeError, RangeError that begin with `what`.
 */
export function readPattern(what: string, value: unknown): UrlPattern {
  const allowed =
    'an http or https URL without credentials, query or fragment; "*" stands only at the end, behind "/"';
  const refusal = `${what} is ${describe(value)}; allowed is ${allowed}`;
  if (typeof value !== "string") throw new TypeError(refusal);
  const isPrefix = value.endsWith("/*");
  const text = isPrefix ? value.slice(0, -1) : value;
  const url = /[*?#]/.test(text) ? null : plainUrl(text);
  // "https://" + "*" would be a URL without a host.
  if (url === null || !/^https?:\/\/[^/]/i.test(text)) throw new RangeError(refusal);
  return { origin: url.origin, path: url.pathname, isPrefix };
}

/** Whether a URL, as `plainUrl` gives it, matches one of the patterns; its query may be any. */
export function isAllowed(url: URL, patterns: readonly UrlPattern[]): boolean {
  return patterns.some(
    ({ origin, path, isPrefix }) =>
      url.origin === origin && (isPrefix ? url.pathname.startsWith(path) : url.pathname === path),
  );
}
