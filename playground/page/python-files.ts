// Loads the files of each Python once, for all workers.
import type { PythonName } from "micropython-wasm";
import type { PythonFiles } from "./protocol.js";

/** The files of each Python with their sizes, which the build inserts: compressed responses do not tell. */
declare const FILE_BYTES: Readonly<Record<string, number>>;

/** Receives how much has been loaded, from 0 to 1. */
export type OnProgress = (share: number) => void;

const loading = new Map<PythonName, Promise<PythonFiles>>();

/** Loads a Python, unless it is loaded already. */
export function loadPython(python: PythonName, onProgress: OnProgress): Promise<PythonFiles> {
  let files = loading.get(python);
  if (files === undefined) {
    files = fetchPython(python, onProgress);
    // The next attempt may succeed.
    files.catch(() => loading.delete(python));
    loading.set(python, files);
  }
  return files;
}

async function fetchPython(python: PythonName, onProgress: OnProgress): Promise<PythonFiles> {
  const [wasm, image, library] = ["wasm", "image", "lib"].map((kind) => `${python}-wasi.${kind}`);
  // Engines keep the compiled code of responses that they get as they are.
  const compiling = WebAssembly.compileStreaming(request(String(wasm)));
  if (python === "micropython") return { python, wasm: await compiling };
  const names = [image, library].map(String);
  const totalBytes = names.reduce((sum, name) => sum + (FILE_BYTES[name] ?? 0), 0);
  let loadedBytes = 0;
  const onBytes = (bytes: number) => {
    loadedBytes += bytes;
    onProgress(Math.min(loadedBytes / totalBytes, 1));
  };
  const [imageBytes, libraryBytes] = await Promise.all(
    names.map((name) => fetchBytes(name, onBytes)),
  );
  return {
    python,
    wasm: await compiling,
    image: imageBytes as Uint8Array,
    library: libraryBytes as Uint8Array,
  };
}

async function fetchBytes(name: string, onBytes: (bytes: number) => void): Promise<Uint8Array> {
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      onBytes(piece.length);
      controller.enqueue(piece);
    },
  });
  const { body } = await request(name);
  return new Uint8Array(await new Response(body?.pipeThrough(counter)).arrayBuffer());
}

async function request(name: string): Promise<Response> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name} cannot be loaded (status ${response.status})`);
  return response;
}
