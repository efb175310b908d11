/** A clock that never goes back, in milliseconds and parts of them. */
export function monotonicMs(): number {
  // Not `performance`, which Node.js loads when it is first used.
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
