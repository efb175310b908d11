/** A monotonic clock, in fractional milliseconds. */
export function monotonicMs(): number {
  // Not `performance`, which Node.js loads on first use.
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
