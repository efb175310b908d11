import { SANDBOX_VALUE_MAX_BYTES } from "../abi/constants.js";
import { ValueSeries } from "../abi/encode-value.js";
import { describe } from "../base/check.js";
import { MicroPythonWasmError } from "../base/errors.js";
import { checkFunctionName } from "../base/host-functions.js";
import type { RunSettings } from "../base/options.js";
import { Budget } from "./budget.js";
import { mapRequest, type Request } from "./requests.js";
import type { RunResult } from "./result.js";
import { type MapOptions, mapSettings } from "./session-options.js";

/** Maximum number of items that wait for a call of the guest, and their approximate size. */
const CHUNK_ITEMS = 256;
const CHUNK_BYTES = 64 * 1024;

/** The items of a `map`, gathered into chunks so that the guest is not entered for each one. */
export class Series {
  readonly #name: string;
  readonly #settings: RunSettings;
  readonly #limitsEach: boolean;
  readonly #budget: Budget;
  #usedMs = 0;
  #waiting = new ValueSeries(SANDBOX_VALUE_MAX_BYTES);
  /** How many of the waiting items are done. */
  #done = 0;
  /** The first chunks are short, so that the first results come soon. */
  #maxItems = 1;
  #added = 0;
  #failure: { readonly error: unknown } | null = null;

  /** @throws TypeError, RangeError */
  constructor(session: RunSettings, name: string, options: MapOptions = {}) {
    const { settings, limitsEach } = mapSettings(session, options);
    this.#name = checkFunctionName(name);
    this.#settings = settings;
    this.#limitsEach = limitsEach;
    this.#budget = new Budget(settings, () => this.#usedMs);
  }

  /** Whether no items are waiting. */
  get isEmpty(): boolean {
    return this.#done === this.#waiting.count;
  }

  /** Adds an item. Returns whether the waiting items must be processed before the next one is added. */
  add(item: unknown): boolean {
    try {
      this.#waiting.add(item, `items[${this.#added}]`);
    } catch (error) {
      this.fail(error);
    }
    this.#added += 1;
    const { count, size } = this.#waiting;
    return this.#failure !== null || count >= this.#maxItems || size >= CHUNK_BYTES;
  }

  /** Makes the series end with an error once the waiting items are processed. */
  fail(error: unknown): void {
    this.#failure = { error };
  }

  /** Throws the error that ended the series, if any. */
  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Processes waiting items, or only some if their results are large. Returns the results. */
  step(perform: (request: Request) => RunResult): readonly unknown[] {
    const results: unknown[] = [];
    try {
      this.#performed(results, perform(this.#request(results)));
    } catch (error) {
      this.#failed(error);
    }
    return this.#taken(results);
  }

  /** The asynchronous twin of `step`. */
  async stepLater(perform: (request: Request) => Promise<RunResult>): Promise<readonly unknown[]> {
    const results: unknown[] = [];
    try {
      this.#performed(results, await perform(this.#request(results)));
    } catch (error) {
      this.#failed(error);
    }
    return this.#taken(results);
  }

  /** @param results receives the results. */
  #request(results: unknown[]): Request {
    const settings = this.#limitsEach ? this.#settings : this.#budget.left(0);
    return mapRequest(settings, {
      name: this.#name,
      items: this.#waiting.from(this.#done),
      count: this.#waiting.count - this.#done,
      limitsEach: this.#limitsEach,
      results,
    });
  }

  #performed(results: readonly unknown[], run: RunResult): void {
    if (!this.#limitsEach) {
      this.#budget.spent(0, run);
      this.#usedMs += run.durationMs;
    }
    if (results.length > 0) return;
    const reason = "the interpreter returned without a result";
    throw new MicroPythonWasmError("crashed", `the sandbox crashed: ${reason}`);
  }

  #failed(error: unknown): void {
    this.fail(this.#limitsEach ? error : this.#budget.named(error));
  }

  #taken(results: readonly unknown[]): readonly unknown[] {
    this.#done += results.length;
    if (this.#failure !== null || this.isEmpty) this.#startChunk();
    return results;
  }

  #startChunk(): void {
    this.#waiting = new ValueSeries(SANDBOX_VALUE_MAX_BYTES);
    this.#done = 0;
    this.#maxItems = Math.min(2 * this.#maxItems, CHUNK_ITEMS);
  }
}

/** Checks the items of `map`. @throws TypeError */
export function checkIterable(items: unknown): Iterable<unknown> {
  if (!hasMethod(items, Symbol.iterator)) {
    throw new TypeError(`items: ${describe(items)}; allowed is an iterable, such as an array`);
  }
  return items as Iterable<unknown>;
}

/** The same, but asynchronous iterables are allowed too. @throws TypeError */
export function checkAsyncIterable(items: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  return isAsync(items) ? items : checkIterable(items);
}

function isAsync(items: unknown): items is AsyncIterable<unknown> {
  return hasMethod(items, Symbol.asyncIterator);
}

function hasMethod(value: unknown, name: symbol): boolean {
  return typeof Object(value)[name] === "function";
}

/** Results of a series, computed on demand. */
export function* resultsOf(
  series: Series,
  items: Iterable<unknown>,
  step: () => readonly unknown[],
): Generator<unknown, void, undefined> {
  for (const _ of chunks(series, items)) {
    while (!series.isEmpty) yield* step();
    series.throwIfFailed();
  }
}

/** The asynchronous twin of `resultsOf`. */
export async function* resultsOfAsync(
  series: Series,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  step: () => Promise<readonly unknown[]>,
): AsyncGenerator<unknown, void, undefined> {
  const due = isAsync(items) ? chunksAsync(series, items) : chunks(series, items);
  for await (const _ of due) {
    // `yield*` would wait for each result.
    while (!series.isEmpty) for (const result of await step()) yield result;
    series.throwIfFailed();
  }
}

/** Adds items to a series, and yields whenever the waiting ones must be processed. */
function* chunks(series: Series, items: Iterable<unknown>): Generator<void> {
  for (const item of untilFailure(series, items)) if (series.add(item)) yield;
  yield;
}

/** The asynchronous twin of `chunks`: a slow source does not delay items that already wait. */
async function* chunksAsync(series: Series, items: AsyncIterable<unknown>): AsyncGenerator<void> {
  const source = untilFailureAsync(series, items);
  try {
    for (;;) {
      const next = source.next();
      if (!series.isEmpty && !(await isSettledSoon(next))) yield;
      const { done, value } = await next;
      if (done) break;
      if (series.add(value)) yield;
    }
  } finally {
    await source.return();
  }
  yield;
}

/** The items of a source; an error from the source ends the series. */
function* untilFailure(series: Series, items: Iterable<unknown>): Generator<unknown> {
  try {
    yield* items;
  } catch (error) {
    series.fail(error);
  }
}

async function* untilFailureAsync(
  series: Series,
  items: AsyncIterable<unknown>,
): AsyncGenerator<unknown, void, undefined> {
  try {
    yield* items;
  } catch (error) {
    series.fail(error);
  }
}

/** Enough for a generator that waits for nothing external. */
const SOON = 16;

/** Whether a promise settles within a few turns of the microtask queue. */
async function isSettledSoon(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < SOON && !isSettled; turn++) await null;
  return isSettled;
}
