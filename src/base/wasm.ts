/** A WebAssembly artifact: its bytes, or the `WebAssembly.Module` that they were compiled to. */
export type Wasm = Uint8Array | ArrayBuffer | WasmModule;

/** `WebAssembly.Module` where the user's project has a type of that name. */
type WasmModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Module } };
}
  ? Module
  : never;

/** An artifact, or where it is: a path or a `file:` URL. */
export type WasmSource = string | URL | Wasm;
