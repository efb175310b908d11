import { MicroPythonWasmError } from "../base/errors.js";

/** How engines say that they may not compile or start WebAssembly: a page's policy, or an embedder's. */
const FORBIDDEN = /content security|\bCSP\b|unsafe-eval|disallowed by embedder/i;

/** The error for a runtime that forbids WebAssembly; `null` if `error` is about something else. */
export function forbiddenBy(error: unknown): MicroPythonWasmError | null {
  if (!(error instanceof Error) || !FORBIDDEN.test(error.message)) return null;
  const reason =
    "WebAssembly may not be compiled here; a page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'";
  return new MicroPythonWasmError("not-loaded", reason, { cause: error });
}
