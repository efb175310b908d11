import { errorFromJSON } from "../base/error-from-json.js";
import { MicroPythonWasmError } from "../base/errors.js";
import type { InstancePool } from "../engine/pool.js";
import { checked, MalformedMessage } from "./checked.js";
import {
  ABORTED,
  CLOSING,
  GO_ON,
  type PlainAnswer,
  SHARED_NUMBERS,
  STOP,
  type ToWorker,
  WAKE_UPS,
  type WorkerRequest,
} from "./protocol.js";
import { errorOf } from "./received-execution.js";

/** A thread, as a JavaScript runtime provides it. */
export interface Thread {
  post(message: ToWorker): void;
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

/** Starts a thread that runs a `WorkerService`. @param shared the numbers that both threads share. */
export type StartThread = (shared: Int32Array, events: ThreadEvents) => Thread;

/** Answers the questions of one request. @throws MalformedMessage */
export type AnswerQuestion = (question: unknown) => PlainAnswer | Promise<PlainAnswer>;

interface Current {
  readonly id: number;
  readonly answer: AnswerQuestion;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The numbers of the artifacts, for all workers. */
const numbers = new WeakMap<InstancePool, number>();
let lastNumber = 0;

/** One worker, seen from the host's thread. It handles one request at a time. */
export class PythonWorker {
  readonly #shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_NUMBERS));
  readonly #thread: Thread;
  readonly #artifacts = new Set<number>();
  readonly #onEnd: (worker: PythonWorker) => void;
  #current: Current | null = null;
  #lastId = 0;
  #ending: Error | null = null;
  /** The value of `STOP` that requests begin with. */
  #initialStop: typeof GO_ON | typeof CLOSING = GO_ON;

  /** @param onEnd called when the worker can no longer be used. */
  constructor(start: StartThread, onEnd: (worker: PythonWorker) => void) {
    this.#onEnd = onEnd;
    this.#thread = start(this.#shared, {
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

  /** Gives it an artifact, unless it has it. Returns the artifact's number. */
  useArtifact(pool: InstancePool): number {
    let number = numbers.get(pool);
    if (number === undefined) {
      number = ++lastNumber;
      numbers.set(pool, number);
    }
    if (!this.#artifacts.has(number)) {
      const { artifact, image } = pool;
      this.#thread.post({ kind: "artifact", number, module: artifact.module, image });
      this.#artifacts.add(number);
    }
    return number;
  }

  /**
   * Makes a request. Resolves to the worker's result, which is untrusted.
   *
   * @param answer answers its questions meanwhile; by default it must have none.
   */
  request(request: WorkerRequest, answer: AnswerQuestion = refuse): Promise<unknown> {
    if (this.#ending !== null) return Promise.reject(this.#ending);
    const id = ++this.#lastId;
    Atomics.store(this.#shared, STOP, this.#initialStop);
    return new Promise((resolve, reject) => {
      this.#current = { id, answer, resolve, reject };
      this.#thread.keepAlive(true);
      try {
        this.#thread.post({ kind: "request", id, request });
      } catch (error) {
        this.#settle()?.reject(error);
      }
    });
  }

  /** Makes the current call end at once. */
  abort(): void {
    Atomics.store(this.#shared, STOP, ABORTED);
    this.#wake();
  }

  /** Says whether calls end as soon as they wait for the host. */
  closing(isClosing: boolean): void {
    this.#initialStop = isClosing ? CLOSING : GO_ON;
    Atomics.compareExchange(this.#shared, STOP, GO_ON, this.#initialStop);
    this.#wake();
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
    this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#shared, WAKE_UPS, 1);
    Atomics.notify(this.#shared, WAKE_UPS);
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
