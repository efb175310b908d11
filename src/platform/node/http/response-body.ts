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

/** The encodings that requests accept. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

/**
 * Reads and decodes a response's whole body. Both the bytes that arrive and the decoded bytes are
 * limited to `maxBytes`; never more than that and one chunk is in memory.
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
