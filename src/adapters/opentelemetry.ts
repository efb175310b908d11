/**
 * Spans of OpenTelemetry for runs, sessions and calls of host functions. It needs `@opentelemetry/api`.
 *
 * @module micropython-wasm/opentelemetry
 */

import { context, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import {
  type HostCallable,
  type HostFunction,
  MicroPythonSession,
  MicroPythonWasmError,
  type RunOptions,
  type RunResult,
  type RunStats,
  run,
  type SessionOptions,
} from "micropython-wasm";

/** Where spans go. */
export interface TracingOptions {
  /**
   * The tracer.
   *
   * @defaultValue that of the global provider, for `micropython-wasm`
   */
  readonly tracer?: Tracer;
}

const METHODS = ["run", "evaluate", "call", "checkpoint", "rollback", "save"] as const;

/**
 * `run`, with a span `python.run`, and below it one `python.host_call` for each call of a host function; while the
 * program is suspended for a promise of that function, there is one more, `python.suspend`. Attributes are the
 * Python, fuel, memory, time and the outcome; nothing that the program reads or writes.
 *
 * @throws what `run` throws.
 * @example
 * ```ts
 * import { tracedRun } from "micropython-wasm/opentelemetry";
 *
 * const { value } = await tracedRun("6 * 7");
 * value; // 42
 * ```
 */
export function tracedRun(
  code: string,
  options: RunOptions = {},
  tracing: TracingOptions = {},
): Promise<RunResult> {
  const tracer = tracerOf(tracing);
  const attributes = pythonOf(options);
  const span = tracer.startSpan("python.run", { attributes });
  const hostFunctions = tracedFunctions(options.hostFunctions ?? {}, tracer, () => span);
  return observed(span, () => run(code, { ...options, hostFunctions }));
}

/**
 * A session whose calls have spans, below one `python.session` that ends when the session does.
 *
 * @throws what `new MicroPythonSession` throws.
 * @example
 * ```ts
 * import { tracedSession } from "micropython-wasm/opentelemetry";
 *
 * const session = tracedSession({ hostFunctions: { double: (n: number) => n * 2 } });
 * await session.run("x = double(4)");
 * const x = await session.evaluate("x");
 * await session.close();
 * x; // 8
 * ```
 */
export function tracedSession(
  options: SessionOptions = {},
  tracing: TracingOptions = {},
): MicroPythonSession {
  const tracer = tracerOf(tracing);
  const attributes = pythonOf(options);
  const whole = tracer.startSpan("python.session", { attributes });
  let current = whole;
  const hostFunctions = tracedFunctions(options.hostFunctions ?? {}, tracer, () => current);
  const session = new MicroPythonSession({ ...options, hostFunctions });
  const own: Record<PropertyKey, unknown> = {};
  for (const name of METHODS) {
    own[name] = async (...args: unknown[]) => {
      const span = startBelow(tracer, whole, `python.${name}`, attributes);
      const before = current;
      current = span;
      const method = session[name] as (...args: unknown[]) => Promise<unknown>;
      return observed(span, () => method.apply(session, args)).finally(() => {
        current = before;
      });
    };
  }
  for (const name of ["close", "kill", Symbol.asyncDispose] as const) {
    own[name] = async () => {
      try {
        await session[name]();
      } finally {
        whole.end();
      }
    };
  }
  return new Proxy(session, {
    get: (target, name) => {
      if (Object.hasOwn(own, name)) return own[name];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

function tracerOf({ tracer }: TracingOptions): Tracer {
  return tracer ?? trace.getTracer("micropython-wasm");
}

function pythonOf({ python = "micropython", isolation }: RunOptions): Record<string, string> {
  return {
    "python.name": python,
    ...(isolation !== undefined && { "python.isolation": isolation }),
  };
}

function startBelow(
  tracer: Tracer,
  parent: Span,
  name: string,
  attributes: Record<string, string>,
): Span {
  return tracer.startSpan(name, { attributes }, trace.setSpan(context.active(), parent));
}

/** Ends the span with the outcome. */
async function observed<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await work();
    addUsed(span, result);
    span.setAttribute("python.outcome", "finished");
    return result;
  } catch (error) {
    const isOurs = error instanceof MicroPythonWasmError;
    if (isOurs) addUsed(span, error);
    span.setAttribute("python.outcome", isOurs ? error.code : "error");
    // The message may hold what the program knows.
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function addUsed(span: Span, used: unknown): void {
  if (typeof used !== "object" || used === null || !("peakMemoryBytes" in used)) return;
  const { fuelUsed, peakMemoryBytes, hostCalls, durationMs } = used as RunStats;
  span.setAttributes({
    "python.fuel_used": fuelUsed,
    "python.peak_memory_bytes": peakMemoryBytes,
    "python.host_calls": hostCalls,
    "python.duration_ms": durationMs,
  });
}

function tracedFunctions(
  functions: Readonly<Record<string, HostCallable>>,
  tracer: Tracer,
  parent: () => Span,
): Record<string, HostCallable> {
  const entries = Object.entries(functions).map(([name, fn]): [string, HostCallable] => {
    const isAwaitable = typeof fn !== "function";
    const call = isAwaitable ? fn.call : fn;
    const traced = (...args: never[]): unknown => {
      const span = startBelow(tracer, parent(), "python.host_call", { "python.function": name });
      let result: unknown;
      try {
        result = context.with(trace.setSpan(context.active(), span), () => call(...args));
      } catch (error) {
        return failed(span, error);
      }
      if (!(result instanceof Promise)) {
        span.end();
        return result;
      }
      // A program goes on while an awaitable function works.
      const attributes = { "python.function": name };
      const suspended = isAwaitable ? null : startBelow(tracer, span, "python.suspend", attributes);
      return result
        .finally(() => suspended?.end())
        .then(
          (value) => {
            span.end();
            return value;
          },
          (error) => failed(span, error),
        );
    };
    return [
      name,
      isAwaitable ? { call: traced as HostFunction, awaitable: true } : (traced as HostFunction),
    ];
  });
  return Object.fromEntries(entries);
}

function failed(span: Span, error: unknown): never {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  throw error;
}
