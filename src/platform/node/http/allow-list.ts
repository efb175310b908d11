import { describe } from "../../../base/check.js";

/** URLs that may be fetched. */
export interface UrlPattern {
  /** Scheme, host and port, normalised. */
  readonly origin: string;
  /** If `isPrefix` is set, it ends with a slash, and all paths below it match. */
  readonly path: string;
  readonly isPrefix: boolean;
}

const MAX_URL_LENGTH = 8192;

/**
 * Parses and normalises a URL. Returns `null` unless it is plain: http or https, without credentials,
 * and with a path that all servers read alike.
 *
 * @param base what it can be relative to.
 */
export function plainUrl(text: string, base?: URL): URL | null {
  // URL parsers drop or change some of these silently.
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

/** Servers decode paths in different ways; refuses what could lead some of them elsewhere. */
function isPlainPath(path: string): boolean {
  if (/%(?:2f|5c|00)/i.test(path)) return false;
  const names = path.split("/").map((segment) => segment.replace(/%2e/gi, ".").split(/;|%3b/i)[0]);
  return !names.includes("..") && !names.includes(".");
}

/**
 * Parses a pattern: a URL, or one that ends with `/*`, which stands for every path below.
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

/** Whether a URL that `plainUrl` returned matches one of the patterns. Any query matches. */
export function isAllowed(url: URL, patterns: readonly UrlPattern[]): boolean {
  return patterns.some(
    ({ origin, path, isPrefix }) =>
      url.origin === origin && (isPrefix ? url.pathname.startsWith(path) : url.pathname === path),
  );
}
