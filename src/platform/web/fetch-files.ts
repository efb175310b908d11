import {
  MicroPythonArtifactNotFoundError,
  MicroPythonInvalidArtifactError,
} from "../../base/errors.js";
import type { Location, OnLoaded } from "../../base/platform.js";
import { checkResponse, readResponse, sizeOf } from "../../base/response.js";
import type { Wasm } from "../../base/wasm.js";
import { refuseBytes } from "../../engine/artifact.js";
import { fetchKept } from "./kept-files.js";

/** Fetches an artifact, and compiles it while it arrives. */
export async function fetchArtifact(location: Location, onLoaded?: OnLoaded): Promise<Wasm> {
  const response = await request(location);
  const type = response.headers.get("content-type")?.split(";")[0];
  // Servers that do not know the type would make streaming fail.
  if (type !== "application/wasm") return readResponse(response, onLoaded);
  checkResponse(response);
  const observedResponse = onLoaded ? observed(response, onLoaded) : response;
  return WebAssembly.compileStreaming(observedResponse).catch(refuseBytes);
}

/** Fetches a file. */
export async function fetchFile(location: Location, onLoaded?: OnLoaded): Promise<Uint8Array> {
  return readResponse(await request(location), onLoaded);
}

async function request(location: Location): Promise<Response> {
  try {
    return await fetchKept(location);
  } catch (error) {
    // A `file:` page, a URL that is none, or a server that is gone.
    if (typeof location === "string" && !/^[a-z]+:/.test(location)) {
      throw new MicroPythonArtifactNotFoundError(location, error);
    }
    throw new MicroPythonInvalidArtifactError(`${location} cannot be fetched`, error);
  }
}

/** The same response, whose progress is reported. */
function observed(response: Response, onLoaded: OnLoaded): Response {
  const totalBytes = sizeOf(response);
  let loadedBytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      loadedBytes += piece.length;
      onLoaded(loadedBytes, totalBytes);
      controller.enqueue(piece);
    },
  });
  const { headers } = response;
  return new Response(response.body?.pipeThrough(counter), { headers });
}
