import { exported, instantiate } from "./assemble.js";

/** Everything observable about one run of a random program. */
export interface Outcome {
  /** Calls of the host, in order. */
  readonly trace: readonly string[];
  readonly answer: unknown;
  /** The C stack's pointer afterwards. */
  readonly stackPointer: number;
  /** The memory that the program computes with, in hexadecimal digits. */
  readonly memory: string;
  /** Fuel used, if the program is metered. */
  readonly cost?: number;
}

/** What a host does besides keeping the trace. */
export interface Host {
  /** Receives the instance before it runs. */
  started?(exports: WebAssembly.Exports): void;
  fresh?(): number;
  collecting?(): void;
  use?(object: number): void;
  use_both?(a: number, b: number): void;
}

/** Runs the module of a random program. */
export function outcomeOf(bytes: Uint8Array, host: Host = {}): Outcome {
  const trace: string[] = [];
  let objects = 0;
  const exports = instantiate(bytes, {
    log: (value: number) => trace.push(`log ${value}`),
    fresh: host.fresh ?? (() => objectAddress(objects++)),
    use: (object: number) => {
      trace.push(`use ${object}`);
      host.use?.(object);
    },
    use_both: (a: number, b: number) => {
      trace.push(`use ${a}, ${b}`);
      host.use_both?.(a, b);
    },
    collecting: () => {
      trace.push("collect");
      host.collecting?.();
    },
    stack_full: () => {
      throw new Error("the program uses too much of the C stack");
    },
    slice_ended: () => {
      throw new Error("the program is endless");
    },
  });
  host.started?.(exports);
  const fuel = exports.sandbox_units as WebAssembly.Global | undefined;
  const slice = 1_000_000_000;
  if (fuel) fuel.value = slice;
  const answer = exported(exports, "run")(5, objectAddress(-1));
  return {
    trace,
    answer,
    stackPointer: (exports.sp as WebAssembly.Global).value,
    memory: Buffer.from((exports.memory as WebAssembly.Memory).buffer, 0, 1024).toString("hex"),
    ...(fuel && { cost: slice - fuel.value }),
  };
}

/** Address of the nth object: above the C stack, where the heap is. */
export function objectAddress(n: number): number {
  return (1 << 20) + 16 * n;
}
