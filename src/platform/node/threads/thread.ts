// A thread in which Python runs.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { InstancePools } from "../../../engine/pools.js";
import type { ToWorker } from "../../../worker/protocol.js";
import { WorkerService } from "../../../worker/worker-service.js";
import { platform } from "../platform.js";

const port = parentPort;
if (port === null) throw new Error("this file is for a worker thread");
const service = new WorkerService(
  {
    post: (message) => port.postMessage(message),
    receive: () => receiveMessageOnPort(port)?.message,
  },
  workerData as Int32Array,
  new InstancePools(platform),
);
port.on("message", (message: ToWorker) => service.receive(message));
