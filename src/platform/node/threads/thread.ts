// A thread in which Python runs.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { InstancePools } from "../../../engine/pools.js";
import type { AnswerMessage, ToWorker } from "../../../worker/protocol.js";
import { WorkerService } from "../../../worker/worker-service.js";
import { platform } from "../platform.js";
import { Lookout } from "./lookout.js";
import type { ThreadData } from "./start-thread.js";

const port = parentPort;
if (port === null) throw new Error("this file is for a worker thread");
const { shared, answers } = workerData as ThreadData;
const service = new WorkerService(
  {
    post: (message) => port.postMessage(message),
    nextAnswer: (): AnswerMessage | undefined => receiveMessageOnPort(answers)?.message,
  },
  shared,
  new InstancePools(platform),
);
const lookout = new Lookout(shared, answers);
port.on("message", (message: ToWorker) => {
  lookout.messageCame();
  let next: ToWorker | null = message;
  while (next !== null) {
    service.receive(next);
    const mayLook: boolean = next.kind === "request" && next.mayLook;
    next = mayLook ? lookout.messageSoon() : null;
  }
});
