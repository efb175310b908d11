// Suspending the guest until a promise settles: JavaScript Promise Integration, where the engine has it.
//
// An import that may suspend cannot be called without having been entered through a promising export, and is
// slower than others. So the guest gets its imports through a small module, which calls them as they are; only
// if one of them has a promise instead of a result, that module calls `wait`, which may suspend.

type Imported = (...args: never[]) => unknown;
type Exported = (...args: never[]) => number;

interface PromiseIntegration {
  readonly Suspending: new (imported: Imported) => WebAssembly.ImportValue;
  readonly promising: <Call extends Exported>(exported: Call) => Promising<Call>;
}

/** An export that can be suspended. */
type Promising<Call extends Exported> = (...args: Parameters<Call>) => Promise<number>;

/** Imports that may return promises, and their number of parameters; all of them are i32, as is the result. */
const SUSPENDABLE = { call_host: 7, slice_ended: 0, poll_oneoff: 4 } as const;

type Suspendable = keyof typeof SUSPENDABLE;

/** Takes the place of a result that is a promise; no import returns it otherwise. */
const WAIT = -1;

const wasm = WebAssembly as unknown as Partial<PromiseIntegration>;

const I32 = 0x7f;
const FUNCTION = 0x60;
const KIND_FUNCTION = 0;

const MEDIATOR = wasm.Suspending && wasm.promising ? compileMediator() : null;

/** Whether a call of the guest can be suspended. */
export const CAN_SUSPEND = MEDIATOR !== null;

/** An export as one that returns a promise and can be suspended. */
export function promising<Call extends Exported>(exported: Call): Promising<Call> {
  if (wasm.promising === undefined) throw new Error("the engine cannot suspend WebAssembly");
  return wasm.promising(exported);
}

/**
 * Replaces imports that may return promises by functions that suspend the guest then, as long as it was
 * entered through a promising export.
 */
export function withSuspending(imports: WebAssembly.Imports): WebAssembly.Imports {
  const { Suspending } = wasm;
  if (MEDIATOR === null || Suspending === undefined) return imports;
  let pending: Promise<unknown> | null = null;
  const direct: Record<string, WebAssembly.ImportValue> = {
    wait: new Suspending(() => {
      const promise = pending;
      pending = null;
      return promise;
    }),
  };
  for (const functions of Object.values(imports)) {
    for (const name of Object.keys(SUSPENDABLE).filter((name) => name in functions)) {
      const call = functions[name] as (...args: number[]) => number | Promise<number>;
      direct[name] = (...args: number[]) => {
        const result = call(...args);
        if (typeof result === "number") return result;
        pending = result;
        return WAIT;
      };
    }
  }
  const { exports } = new WebAssembly.Instance(MEDIATOR, { direct });
  const entries = Object.entries(imports).map(([module, functions]) => {
    const own = Object.entries(functions).map(([name, call]) => [name, exports[name] ?? call]);
    return [module, Object.fromEntries(own)];
  });
  return Object.fromEntries(entries);
}

/** @returns `null` if the runtime allows no compiling. */
function compileMediator(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(mediator());
  } catch {
    return null;
  }
}

/** The module, for each import: `result = call(…); return result == WAIT ? wait() : result`. */
function mediator(): Uint8Array<ArrayBuffer> {
  const names = Object.keys(SUSPENDABLE) as Suspendable[];
  const types = [0, ...names.map((name) => SUSPENDABLE[name])].map((parameters) => [
    FUNCTION,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    ...vector([[I32]]),
  ]);
  const imports = ["wait", ...names].map((name, type) => [
    ...text("direct"),
    ...text(name),
    KIND_FUNCTION,
    type,
  ]);
  const functions = names.map((_, i) => [i + 1]);
  const exports = names.map((name, i) => [...text(name), KIND_FUNCTION, imports.length + i]);
  const code = names.map((name, i) => sized(mediating(SUSPENDABLE[name], i + 1)));
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector(imports)),
    ...section(3, vector(functions)),
    ...section(7, vector(exports)),
    ...section(10, vector(code)),
  ]);
}

/** The body of a function that calls another one of as many parameters. */
function mediating(parameters: number, called: number): number[] {
  const result = parameters;
  return [
    ...vector([[1, I32]]), // a local variable for the result
    ...Array.from({ length: parameters }, (_, i) => [0x20, i]).flat(), // local.get
    ...[0x10, called], // call
    ...[0x22, result], // local.tee
    ...[0x41, WAIT & 0x7f], // i32.const
    0x46, // i32.eq
    ...[0x04, I32], // if (result i32)
    ...[0x10, 0], // call wait
    0x05, // else
    ...[0x20, result], // local.get
    0x0b, // end
    0x0b, // end
  ];
}

function section(id: number, content: number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: number[]): number[] {
  return [...size(content.length), ...content];
}

function vector(items: number[][]): number[] {
  return [...size(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return sized(Array.from(new TextEncoder().encode(value)));
}

/** A number below 2^14 in LEB128. */
function size(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 | (value & 0x7f), value >> 7];
}
