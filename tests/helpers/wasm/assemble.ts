import binaryen from "binaryen";
import { STACK_BYTES } from "../../../artifact/micropython/flags.js";
import { WasmModule } from "../../../artifact/wasm/module.js";

/** Assembles WebAssembly text; functions keep their names, as the pipeline's passes need them. */
export function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(`(module ${text})`);
  try {
    binaryen.setDebugInfo(true);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** Declares the global that points into the C stack, named `$__stack_pointer`. */
export const STACK_POINTER = `(global $__stack_pointer (mut i32) (i32.const ${STACK_BYTES}))`;

/** A module after a pass has changed it. */
export function transformed(bytes: Uint8Array, pass: (module: WasmModule) => unknown): Uint8Array {
  const module = new WasmModule(bytes);
  pass(module);
  return module.emit({ names: true });
}

/** Instantiates a module whose imports are all in one namespace, `host`. */
export function instantiate(
  bytes: Uint8Array,
  host: WebAssembly.ModuleImports = {},
): WebAssembly.Exports {
  const module = new WebAssembly.Module(bytes as BufferSource);
  return new WebAssembly.Instance(module, { host }).exports;
}

/** An exported function. */
export function exported(
  exports: WebAssembly.Exports,
  name: string,
): (...args: unknown[]) => unknown {
  return exports[name] as (...args: unknown[]) => unknown;
}
