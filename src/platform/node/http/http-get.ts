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
 * Makes a host function by which Python code may fetch what you allow, and nothing else: by GET,
 * from URLs of the allow-list, at public addresses. The program waits for the response, and so does
 * the thread that it runs in.
 *
 * In Python, `http_get(url)` gives an object with `status`, `headers` (a dict, names in lower case),
 * `content` (bytes), `text` and `json()`. A URL that is not allowed is a `ValueError`, a request that
 * fails an `OSError`, one beyond `maxRequests` a `RuntimeError`. A status such as 404 is no exception.
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

/** The text of content that is not plain UTF-8, which Python decodes itself; `null` otherwise. */
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

/** Whether it is UTF-8 without a byte order mark, which is no part of the text. */
function isPlainUtf8(content: Uint8Array): boolean {
  return isUtf8(content) && !(content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf);
}
