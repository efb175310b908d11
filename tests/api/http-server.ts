import { Worker } from "node:worker_threads";

/** A server that responds while the test's thread is blocked. */
export interface ThreadServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  close(): Promise<unknown>;
}

/**
 * Serves from its own thread.
 *
 * @param handler JavaScript source of a function that takes a request and a response.
 */
export async function serveInThread(handler: string): Promise<ThreadServer> {
  const code = `
    const { parentPort } = require("node:worker_threads");
    const server = require("node:http").createServer(${handler});
    server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;
  const worker = new Worker(code, { eval: true });
  const port = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return { origin: `http://127.0.0.1:${port}`, close: () => worker.terminate() };
}
