// What every runtime does in the same way.

/** `getRandomValues` fills at most this many bytes in one call. */
const MAX_RANDOM_BYTES = 65_536;

/** Fills `bytes` with unpredictable random numbers; `node:crypto` is slow to load. */
export function fillRandom(bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length; start += MAX_RANDOM_BYTES) {
    crypto.getRandomValues(bytes.subarray(start, start + MAX_RANDOM_BYTES));
  }
}

/** Calls back once, after about `ms` milliseconds. Returns a function that prevents it. */
export function startTimer(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

/** Time since 1970 in UTC, in nanoseconds. */
export function wallNs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
}
