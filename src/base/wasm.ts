import type { WasmModule, WebUrl } from "./web-types.js";

/** A WebAssembly artifact: its bytes, or a compiled `WebAssembly.Module`. */
export type Wasm = Uint8Array | ArrayBuffer | WasmModule;

/** An artifact, or its location: a path or a `file:` URL. */
export type WasmSource = string | WebUrl | Wasm;
