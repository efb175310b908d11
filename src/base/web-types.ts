// Types of the web that a user's project need not have: `never` where it does not, so that the package's
// types compile without the DOM library and without those of Node.js.

/** `AbortSignal`. */
export type WebAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : never;

/** `URL`. */
export type WebUrl = typeof globalThis extends { URL: { prototype: infer Url } } ? Url : never;

/** `WebAssembly.Module`. */
export type WasmModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Module } };
}
  ? Module
  : never;
