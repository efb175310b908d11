/** How long an interrupted program may take to stop, in milliseconds. */
const PATIENCE_MS = 1000;

/** Ends the process, as an interrupt does by default, where its thread is still stuck later on. */
export function endIfStuck(): void {
  setTimeout(() => {
    // Nothing else ends a thread that waits for who reads its output.
    process.removeAllListeners("SIGINT");
    process.kill(process.pid, "SIGINT");
  }, PATIENCE_MS).unref();
}
