import type { WasmModule, WebUrl } from "./web-types.js";

/** A WebAssembly artifact: its bytes, or the `WebAssembly.Module` that they were compiled to. */
export type Wasm = Uint8Array | ArrayBuffer | WasmModule;

/** An artifact, or where it is: a path or a `file:` URL. */
export type WasmSource = string | WebUrl | Wasm;
