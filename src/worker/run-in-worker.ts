import type { InstancePool } from "../engine/pool.js";
import { checkPython } from "../engine/pools.js";
import { refuseAborted, resultOf } from "../session/execution.js";
import type { RunResult } from "../session/result.js";
import type { Program } from "../session/run.js";
import { checkFolders } from "../session/sandbox-files.js";
import { plainSettings } from "./plain-settings.js";
import type { WorkerRequest } from "./protocol.js";
import { StoreServer } from "./store-server.js";
import { callInWorker } from "./worker-calls.js";
import type { WorkerPool } from "./worker-pool.js";

/** Runs a program in a fresh interpreter, in a worker. @param key whose turn it is if workers are scarce */
export async function runInWorker(
  workers: WorkerPool,
  pool: InstancePool,
  { call, settings }: Program,
  key = "",
): Promise<RunResult> {
  checkPython(pool.artifact, settings.python);
  const { platform } = pool;
  if (workers.readsFolders) checkFolders(settings, platform);
  const stores = new StoreServer(settings, workers.readsFolders ? null : platform);
  const worker = await acquire(workers, key, stores);
  try {
    const artifact = await worker.useArtifact(pool);
    refuseAborted(settings);
    const request: WorkerRequest = {
      kind: "run",
      artifact,
      call,
      settings: plainSettings(settings, workers.readsFolders),
    };
    const { stdin, hostFunctions: functions } = settings;
    const onWait = (isWaiting: boolean) => workers.waits(worker, isWaiting);
    const inParent = { call, settings, stdin, functions, stores, onWait };
    return await callInWorker(worker, request, inParent, resultOf);
  } finally {
    stores.close();
    workers.release(worker);
  }
}

async function acquire(workers: WorkerPool, key: string, stores: StoreServer) {
  try {
    return await workers.acquire(key);
  } catch (error) {
    stores.close();
    throw error;
  }
}
