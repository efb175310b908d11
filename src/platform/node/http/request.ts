import type { LookupAddress } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { ACCEPTED_ENCODINGS } from "./response-body.js";

/** Maximum size of a response's head in bytes. */
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Requests one URL on a connection of its own, and returns the response as soon as its head has
 * arrived. Redirects are responses like any other.
 *
 * @param addresses what to connect to; the host name is not resolved again.
 * @throws errors of the connection, and of the signal.
 */
export function request(
  url: URL,
  addresses: readonly LookupAddress[],
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const start = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = start(url, {
      method: "GET",
      // Shares neither connections nor settings with the rest of the process.
      agent: false,
      lookup: lookupAmong(addresses),
      headers: { ...headers, "accept-encoding": ACCEPTED_ENCODINGS },
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
      rejectUnauthorized: true,
      signal,
    });
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.on("close", () => reject(Object.assign(new Error(), { code: "ECONNRESET" })));
    outgoing.end();
  });
}

function lookupAmong(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, [...addresses]);
    else done(null, first?.address ?? "", first?.family ?? 0);
  };
}
