import { MARKS_BEFORE_MEMORY } from "../abi/page-marks.js";
import { errorFromJSON } from "../base/error-from-json.js";
import { MicroPythonWasmError } from "../base/errors.js";
import type { InstancePool } from "../engine/pool.js";
import { shareMemory } from "../engine/snapshot.js";
import { checked, MalformedMessage } from "./checked.js";
import {
  ABORTED,
  CLOSING,
  GO_ON,
  type PlainAnswer,
  type ToWorker,
  type WorkerRequest,
} from "./protocol.js";
import { errorOf } from "./received-execution.js";

/** A thread or a process, as a JavaScript runtime provides it. */
export interface Thread {
  /** Whether it can be given compiled modules; otherwise it loads the packaged artifacts itself. */
  readonly takesModules: boolean;
  /** After requests that took this long together, in milliseconds, it should be replaced. */
  readonly maxBusyMs: number;
  /** Sends a message; an answer also wakes the worker. */
  post(message: ToWorker): void;
  /** Sets why the call has to end, a value of `STOP`, and wakes the worker. */
  stop(how: number): void;
  /** Whether the thread keeps the process alive. */
  keepAlive(isBusy: boolean): void;
  /** Ends it at once; `ended` is called. */
  terminate(): void;
}

/** What a thread reports. */
export interface ThreadEvents {
  received(message: unknown): void;
  /** @param reason in words that can follow "the worker ended: ". */
  ended(reason: string): void;
}

/** Starts a thread or a process that runs a `WorkerService`. */
export type StartThread = (events: ThreadEvents) => Thread;

/** Answers the questions of one request. @throws MalformedMessage */
export type AnswerQuestion = (question: unknown) => PlainAnswer | Promise<PlainAnswer>;

interface Current {
  readonly id: number;
  readonly answer: AnswerQuestion;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Maximum number of images that a worker keeps, besides those of its session. */
const MAX_IMAGES = 8;

/** The numbers of the artifacts and images, for all workers. */
const numbers = new WeakMap<InstancePool, number>();
let lastNumber = 0;

/** One worker, seen from the host's thread. It handles one request at a time. */
export class PythonWorker {
  readonly #thread: Thread;
  readonly #artifacts = new Set<number>();
  /** The one used last comes last. */
  readonly #images = new Set<number>();
  readonly #onEnd: (worker: PythonWorker) => void;
  readonly #mayLook: () => boolean;
  #current: Current | null = null;
  #lastId = 0;
  #busyMs = 0;
  #busySinceMs = 0;
  #ending: Error | null = null;
  /** The value of `STOP` that requests begin with, and the current one. */
  #initialStop: typeof GO_ON | typeof CLOSING = GO_ON;
  #stop: number = GO_ON;

  /**
   * @param onEnd called when the worker can no longer be used.
   * @param mayLook whether it may use a processor for a moment after a request, to notice the next one at once.
   */
  constructor(
    start: StartThread,
    onEnd: (worker: PythonWorker) => void,
    mayLook: () => boolean = () => false,
  ) {
    this.#onEnd = onEnd;
    this.#mayLook = mayLook;
    this.#thread = start({
      received: (message) => this.#receive(message),
      ended: (reason) => this.#ended(crashed(`its worker ended: ${reason}`)),
    });
  }

  /** Whether it can no longer be used. */
  get hasEnded(): boolean {
    return this.#ending !== null;
  }

  /** Why it ended; `null` if it has not. */
  get ending(): Error | null {
    return this.#ending;
  }

  /** Whether it can take a request. */
  get isUsable(): boolean {
    return this.#ending === null && this.#current === null;
  }

  /** Whether it has worked for so long that it should be replaced. */
  get isWorn(): boolean {
    return this.#busyMs > this.#thread.maxBusyMs;
  }

  /**
   * Gives it an artifact, unless it has it. Resolves to the artifact's number when the worker has started and
   * has it: no call's time limit should count that.
   */
  async useArtifact(pool: InstancePool): Promise<number> {
    let number = numbers.get(pool);
    if (number === undefined) {
      number = ++lastNumber;
      numbers.set(pool, number);
    }
    if (pool.booted !== pool) await this.#useImage(pool, number);
    else if (!this.#artifacts.has(number)) {
      const { artifact, image } = pool;
      const { module, python, pageMarksAt } = artifact;
      const isMarked = pageMarksAt === MARKS_BEFORE_MEMORY;
      const archive = pool.archive();
      if (this.#thread.takesModules) {
        shareMemory(image);
        this.#thread.post({ kind: "artifact", number, module, image, archive });
      } else this.#thread.post({ kind: "packaged", number, python, isMarked });
      this.#artifacts.add(number);
      await this.request({ kind: "prepare" });
    }
    return number;
  }

  /** The worker forgets the image that was used longest ago if it gets too many. */
  async #useImage({ image: memory, files, booted }: InstancePool, number: number): Promise<void> {
    const isThere = this.#images.delete(number);
    this.#images.add(number);
    if (isThere) return;
    const artifact = await this.useArtifact(booted);
    if (this.#thread.takesModules) shareMemory(memory);
    this.#thread.post({ kind: "image", number, artifact, memory, files });
    const [oldest] = this.#images;
    if (this.#images.size > MAX_IMAGES && oldest !== undefined) {
      this.#images.delete(oldest);
      this.#thread.post({ kind: "forgetImage", number: oldest });
    }
    await this.request({ kind: "prepare" });
  }

  /**
   * Makes a request. Resolves to the worker's result, which is untrusted.
   *
   * @param answer answers its questions meanwhile; by default it must have none.
   */
  request(request: WorkerRequest, answer: AnswerQuestion = refuse): Promise<unknown> {
    if (this.#ending !== null) return Promise.reject(this.#ending);
    if (this.#current !== null) return Promise.reject(new Error("the worker is busy"));
    const id = ++this.#lastId;
    if (this.#stop !== this.#initialStop) this.#setStop(this.#initialStop);
    return new Promise((resolve, reject) => {
      this.#current = { id, answer, resolve, reject };
      this.#busySinceMs = performance.now();
      this.#thread.keepAlive(true);
      try {
        this.#thread.post({ kind: "request", id, request, mayLook: this.#mayLook() });
      } catch (error) {
        this.#settle()?.reject(error);
      }
    });
  }

  /** Makes the current call end at once. */
  abort(): void {
    this.#setStop(ABORTED);
  }

  /** Says whether calls end as soon as they wait for the host. */
  closing(isClosing: boolean): void {
    this.#initialStop = isClosing ? CLOSING : GO_ON;
    if (this.#current !== null && this.#stop === GO_ON) this.#setStop(this.#initialStop);
  }

  /** Ends the worker at once; the current request fails with this error. */
  kill(error: Error): void {
    this.#ended(error);
  }

  #receive(message: unknown): void {
    const current = this.#current;
    if (current === null) return;
    try {
      const { kind, id, ...content } = checked.object(message);
      switch (kind) {
        case "question":
          this.#answer(checked.count(id), content.question, current);
          break;
        case "done":
          if (id !== current.id) throw new MalformedMessage();
          this.#settle()?.resolve(content.value);
          break;
        case "failed": {
          if (id !== current.id) throw new MalformedMessage();
          const error = failureOf(content.error);
          this.#settle()?.reject(error);
          break;
        }
        default:
          throw new MalformedMessage();
      }
    } catch (error) {
      this.distrust(error);
    }
  }

  #answer(id: number, question: unknown, current: Current): void {
    const answer = current.answer(question);
    if (!(answer instanceof Promise)) {
      this.#give(id, answer);
      return;
    }
    answer.then(
      (given) => {
        // Whoever waited for it may have given up.
        if (this.#current === current) this.#give(id, given);
      },
      (error) => this.distrust(error),
    );
  }

  #give(id: number, answer: PlainAnswer): void {
    this.#thread.post({ kind: "answer", id, answer });
  }

  #setStop(how: number): void {
    this.#stop = how;
    this.#thread.stop(how);
  }

  /** Ends the worker after it sent something that it never sends. Returns the error for its caller. */
  distrust(error: unknown): Error {
    const reason = error instanceof MalformedMessage ? error.message : "its messages are not valid";
    const crash = crashed(reason);
    this.#ended(crash);
    return this.#ending ?? crash;
  }

  #settle(): Current | null {
    const current = this.#current;
    if (current !== null) this.#busyMs += performance.now() - this.#busySinceMs;
    this.#current = null;
    this.#thread.keepAlive(false);
    return current;
  }

  #ended(error: Error): void {
    if (this.#ending !== null) return;
    this.#ending = error;
    this.#thread.terminate();
    this.#settle()?.reject(error);
    this.#onEnd(this);
  }
}

function refuse(): never {
  throw new MalformedMessage();
}

function crashed(reason: string): MicroPythonWasmError {
  return new MicroPythonWasmError("crashed", `the sandbox crashed: ${reason}`);
}

/** The error that a worker reports. @throws MalformedMessage */
function failureOf(value: unknown): Error {
  if (checked.object(value).code === undefined) return errorOf(value);
  try {
    return errorFromJSON(value);
  } catch {
    throw new MalformedMessage();
  }
}
