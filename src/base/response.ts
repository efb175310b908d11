import { GrowableBytes } from "./bytes.js";
import { MicroPythonArtifactNotFoundError, MicroPythonInvalidArtifactError } from "./errors.js";
import type { OnLoaded } from "./platform.js";

/** Whether a value is a `Response`, of any realm. */
export function isResponse(value: unknown): value is Response {
  return Object.prototype.toString.call(value) === "[object Response]";
}

/**
 * Reads all of a response.
 *
 * @throws MicroPythonArtifactNotFoundError if the server does not have the file.
 * @throws MicroPythonInvalidArtifactError if it cannot be read.
 */
export async function readResponse(response: Response, onLoaded?: OnLoaded): Promise<Uint8Array> {
  checkResponse(response);
  if (response.body === null) return new Uint8Array();
  const totalBytes = sizeOf(response);
  const content = new GrowableBytes();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error) => refuse(response, error));
    if (done) return content.bytes();
    content.append(value);
    onLoaded?.(content.length, totalBytes);
  }
}

/** @throws what `readResponse` throws for a response that is not the file */
export function checkResponse(response: Response): void {
  if (response.ok) return;
  if (response.status === 404 || response.status === 410) {
    throw new MicroPythonArtifactNotFoundError(response.url);
  }
  throw new MicroPythonInvalidArtifactError(
    `${response.url} cannot be read (status ${response.status})`,
  );
}

/** The size of a response as it is read; `null` if it is compressed or does not say. */
export function sizeOf({ headers }: Response): number | null {
  const size = headers.get("content-length");
  return size === null || headers.has("content-encoding") ? null : Number(size);
}

function refuse({ url }: Response, error: unknown): never {
  throw new MicroPythonInvalidArtifactError(`${url} cannot be read`, error);
}
