// Web types that a user's project may not have; then they are `never`, so that the package's types compile
// without the DOM library and without Node.js's types.

/** `AbortSignal`. */
export type WebAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : never;

/** `URL`. */
export type WebUrl = typeof globalThis extends { URL: { prototype: infer Url } } ? Url : never;

/** `Response`. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Response } }
  ? Response
  : never;

/** `WebAssembly.Module`. */
export type WasmModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Module } };
}
  ? Module
  : never;
