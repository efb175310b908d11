// The thread that makes requests while the sandbox's thread waits.

import { workerData } from "node:worker_threads";
import type { FetchAnswer, FetchRequest, WorkerData } from "./exchange.js";
import { failureOf } from "./failure.js";
import { fetchAllowed } from "./fetch.js";

const { port, answered } = workerData as WorkerData;

port.on("message", async ({ url, settings }: FetchRequest) => {
  let requests = 0;
  const answer: FetchAnswer = await fetchAllowed(url, settings, () => requests++).then(
    (fetched) => ({ requests, fetched }),
    (error) => {
      const { pythonType, message } = failureOf(error);
      return { requests, failure: { pythonType, message } };
    },
  );
  port.postMessage(answer);
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
