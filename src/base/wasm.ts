import type { WasmModule, WebResponse, WebUrl } from "./web-types.js";

/** A WebAssembly artifact: its bytes, or a compiled `WebAssembly.Module`. */
export type Wasm = Uint8Array | ArrayBuffer | WasmModule;

/** An artifact, or where it is: a path on Node.js, Deno and Bun, a URL, or the response to a request. */
export type WasmSource = string | WebUrl | WebResponse | Wasm;

/** A file that belongs to an artifact, or where it is. */
export type FileSource = string | WebUrl | WebResponse | Uint8Array | ArrayBuffer;
