/**
 * Lets programs fetch what you allow over HTTP.
 *
 * @module micropython-wasm/http
 */

import { isUtf8 } from "node:buffer";
import type { HostFunction } from "../../../base/host-functions.js";
import { PythonException } from "../../../base/python-exception.js";
import { PythonObject } from "../../../base/python-object.js";
import { fetchBlocking } from "./blocking-fetch.js";
import type { Fetched } from "./fetch.js";
import { checkHttpGetOptions, type HttpGetOptions } from "./options.js";

export type { HttpGetOptions } from "./options.js";

/**
 * Makes a host function with which Python code can fetch what you allow, and nothing else: with GET,
 * from URLs on the allow-list, at public addresses. The program waits for the response, and so does
 * its thread.
 *
 * In Python, `http_get(url)` returns an object with `status`, `headers` (a dict, names in lower case),
 * `content` (bytes), `text` and `json()`. It raises a `ValueError` for a URL that is not allowed, an
 * `OSError` if the request fails and a `RuntimeError` beyond `maxRequests`. A status such as 404 does not
 * raise.
 *
 * @throws TypeError, RangeError naming the option that is not allowed.
 * @example
 * ```ts
 * import { httpGet } from "micropython-wasm/http";
 *
 * const http_get = httpGet({ allow: ["https://api.example.com/v1/*"], timeoutMs: 2000 });
 * const code = "print(http_get('https://api.example.com/v1/rates').json()['EUR'])";
 * await run(code, { hostFunctions: { http_get }, wallTimeoutMs: 5000 });
 * ```
 */
export function httpGet(options: HttpGetOptions): HostFunction {
  const settings = checkHttpGetOptions(options);
  let requestsLeft = settings.maxRequests;
  return (...args) => {
    const [url] = args;
    if (args.length !== 1 || typeof url !== "string") {
      throw new PythonException("TypeError", "expected one argument, the URL as a str");
    }
    const answer = fetchBlocking({ url, settings: { ...settings, maxRequests: requestsLeft } });
    requestsLeft -= answer?.requests ?? 1;
    if (answer === null) throw new PythonException("OSError", "timed out");
    if ("fetched" in answer) return responseObject(answer.fetched);
    throw new PythonException(answer.failure.pythonType, answer.failure.message);
  };
}

/** A `Response` of port/common/python/host_objects.py. */
function responseObject({ status, headers, content }: Fetched): PythonObject {
  const text = textUnlessUtf8(new Map(headers).get("content-type") ?? "", content);
  return new PythonObject("Response", [status, new Map(headers), content, text]);
}

/** The text of content in another encoding; `null` for plain UTF-8, which Python decodes itself. */
function textUnlessUtf8(contentType: string, content: Uint8Array): string | null {
  const charset = /;\s*charset="?([^\s";]+)/i.exec(contentType)?.[1] ?? "utf-8";
  const decoder = decoderOf(charset);
  if (decoder.encoding === "utf-8" && isPlainUtf8(content)) return null;
  return decoder.decode(content);
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** Whether it is UTF-8 without a byte order mark, which is not part of the text. */
function isPlainUtf8(content: Uint8Array): boolean {
  return isUtf8(content) && !(content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf);
}
