const idle = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread. */
export function pause(durationMs: number): void {
  Atomics.wait(idle, 0, 0, durationMs);
}
