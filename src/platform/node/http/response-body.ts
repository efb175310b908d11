import type { IncomingMessage } from "node:http";
import { PassThrough, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { GrowableBytes } from "../../../base/bytes.js";
import { HttpFailure } from "./failure.js";

const DECODERS: Readonly<Record<string, () => Transform>> = {
  identity: () => new PassThrough(),
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

/** What requests ask for: the encodings that are understood. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

/**
 * Reads a response's body to its end, decoded. Neither what arrives nor what comes out of it may
 * have more than `maxBytes`; no more than that, and one piece, is ever held.
 *
 * @throws HttpFailure, and errors of the connection and the decoder.
 */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const encoding = (response.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (!Object.hasOwn(DECODERS, encoding)) {
    throw new HttpFailure("OSError", "the response has an encoding that is not supported");
  }
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const decoder = DECODERS[encoding] as () => Transform;
  const body = new GrowableBytes();
  await pipeline(
    response,
    async function* (pieces: AsyncIterable<Buffer>) {
      let size = 0;
      for await (const piece of pieces) {
        size += piece.length;
        if (size > maxBytes) throw tooLarge();
        yield piece;
      }
    },
    decoder(),
    async (pieces: AsyncIterable<Buffer>) => {
      for await (const piece of pieces) {
        if (body.length + piece.length > maxBytes) throw tooLarge();
        body.append(piece);
      }
    },
  );
  return body.bytes();
}

function tooLarge(): HttpFailure {
  return new HttpFailure("OSError", "the response is too large");
}
