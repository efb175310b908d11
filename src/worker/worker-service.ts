import { MicroPythonWasmError } from "../base/errors.js";
import { isError } from "../base/kinds.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import type { Execution } from "../session/execution.js";
import { operateOn } from "../session/file-operation.js";
import { Resident } from "../session/resident.js";
import { performFresh } from "../session/run.js";
import { SessionFilesSync } from "../session/session-files-sync.js";
import type { Continuation } from "../session/session-state.js";
import { Asker, type HostPort } from "./asker.js";
import { FailedCall, plainExecution } from "./plain-execution.js";
import type {
  ArtifactMessage,
  PlainExecution,
  PlainFailure,
  PlainState,
  ToWorker,
  WorkerRequest,
} from "./protocol.js";
import { callSettingsIn, remoteHost, settingsIn } from "./remote-host.js";

type Of<Kind extends WorkerRequest["kind"]> = Extract<WorkerRequest, { kind: Kind }>;

/** Handles the requests that arrive in a worker. */
export class WorkerService {
  readonly #port: HostPort;
  readonly #pools: InstancePools;
  readonly #artifacts = new Map<number, InstancePool>();
  readonly #asker: Asker;
  #session: { readonly resident: Resident; readonly files: SessionFilesSync } | null = null;

  /** @param shared the numbers that both threads share. */
  constructor(port: HostPort, shared: Int32Array, pools: InstancePools) {
    this.#port = port;
    this.#pools = pools;
    this.#asker = new Asker(port, shared);
  }

  /** Handles a message; blocks until that is done. */
  receive(message: ToWorker): void {
    if (message.kind === "artifact") this.#add(message);
    if (message.kind === "packaged") {
      const { number, python, isMarked } = message;
      const pool = this.#pools.packagedSync(python);
      this.#artifacts.set(number, (isMarked ? this.#pools.markedSync(pool) : null) ?? pool);
    }
    if (message.kind === "image") {
      const { number, artifact, memory, files } = message;
      this.#artifacts.set(number, this.#pool(artifact).startingFrom(memory, files));
    }
    if (message.kind === "forgetImage") this.#artifacts.delete(message.number);
    if (message.kind !== "request") return;
    const { id, request } = message;
    try {
      this.#port.post({ kind: "done", id, value: this.#handle(request) });
    } catch (error) {
      if (error instanceof FailedCall)
        this.#port.post({ kind: "done", id, value: error.execution });
      else this.#port.post({ kind: "failed", id, error: plainFailure(error) });
    } finally {
      this.#asker.dropClock();
    }
    // The host's thread goes on meanwhile.
    if (request.kind === "run") this.#artifacts.get(request.artifact)?.restoreIdle();
  }

  #add({ number, module, image, archive }: ArtifactMessage): void {
    const pool = this.#pools.loadSync(module);
    if (archive !== null) this.#pools.useArchive(pool.artifact.python, archive);
    pool.useImage(image);
    this.#artifacts.set(number, pool);
  }

  #handle(request: WorkerRequest): unknown {
    switch (request.kind) {
      case "prepare":
        return null;
      case "run":
        return this.#run(request);
      case "open":
        return this.#open(request);
      case "perform":
        return this.#perform(request);
      case "files":
        return operateOn(this.#used.files, request.operation);
      case "save":
        return this.#used.resident.save();
      case "takeState":
        return this.#takeState();
      case "putState":
        return this.#used.resident.putSaved(continuationOf(request.state));
      case "close":
        this.#session?.resident.close();
        this.#session = null;
    }
  }

  #run({ artifact, call, settings }: Of<"run">): PlainExecution {
    const program = { call, settings: settingsIn(settings, this.#asker) };
    const finish = (execution: Execution) => plainExecution(execution, call, true);
    return performFresh(this.#pool(artifact), program, finish, remoteHost(this.#asker));
  }

  #open({ artifact, settings, from }: Of<"open">): void {
    const own = settingsIn(settings, this.#asker);
    const pool = this.#pool(artifact);
    const { module } = pool.artifact;
    const resident =
      from === null
        ? Resident.fresh(this.#pools, own, module, pool)
        : Resident.continued(this.#pools, continuationOf(from), own, module, pool);
    this.#session = { resident, files: new SessionFilesSync(() => resident.files) };
  }

  #perform(performed: Of<"perform">): PlainExecution {
    const { call, settings, functions, isTransactional, needsStats, earlierMs, pausing } =
      performed;
    const { resident } = this.#used;
    for (const name of functions) resident.register(() => {}, name);
    const request = {
      call,
      settings: callSettingsIn(resident.settings, settings, this.#asker),
      isTransactional,
      hasOwnStdin: settings.hasOwnStdin === true,
      ...(earlierMs !== undefined && { earlierMs }),
      remote: remoteHost(this.#asker),
      ...(pausing && { pausing }),
    };
    return resident.perform(request, (execution) => plainExecution(execution, call, needsStats));
  }

  #takeState(): PlainState {
    const { saved, input, registered, randomPosition } = this.#used.resident.continuation();
    return { saved, input: input.slice(), functions: registered, randomPosition };
  }

  get #used() {
    if (this.#session === null) throw new Error("the worker has no session");
    return this.#session;
  }

  #pool(artifact: number): InstancePool {
    const pool = this.#artifacts.get(artifact);
    if (pool === undefined) throw new Error("the worker does not have the artifact");
    return pool;
  }
}

function continuationOf({ saved, input, functions, randomPosition }: PlainState): Continuation {
  return {
    saved,
    ...(input === null ? {} : { input }),
    registered: functions,
    randomPosition,
  };
}

function plainFailure(error: unknown): PlainFailure {
  if (error instanceof MicroPythonWasmError) return error.toJSON();
  if (isError(error)) return { name: error.name, message: error.message };
  return { name: "Error", message: "the worker failed" };
}
