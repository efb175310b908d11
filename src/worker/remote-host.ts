import { MicroPythonFileError } from "../base/errors.js";
import type { FileEntry, FileInfo, FileStore, OpenFile } from "../base/file-store.js";
import type { MountSettings } from "../base/mounts.js";
import type { RunSettings } from "../base/options.js";
import type { RunUsage } from "../base/run-stats.js";
import { type Answer, type AnswerSource, refusal } from "../engine/host-answers.js";
import type { CallHost } from "../session/execution.js";
import { InputCallbackError } from "../wasi/input.js";
import type { Asker } from "./asker.js";
import {
  completed,
  completedCall,
  NO_STREAMS,
  type PlainCallSettings,
  type PlainSettings,
  type Streams,
} from "./plain-settings.js";
import type { PlainAnswer, Question, StoreOperation } from "./protocol.js";

/** Something in the host's thread threw, and only that thread knows what. */
export class HostThrew extends Error {}

/** The number of a host function's error; takes the place of what it threw. */
export class HostErrorNumber {
  constructor(readonly number: number) {}
}

/** What a call of the guest uses that is in the host's thread. */
export function remoteHost(asker: Asker): CallHost {
  return {
    answers: new RemoteAnswers(asker),
    // Values stay encoded until they are in the host's thread.
    decode: (bytes) => new Uint8Array(bytes),
    onStart: (meter) => asker.useClock(meter),
  };
}

/** The settings of a call in the worker; what is in the host's thread is asked for. */
export function settingsIn(plain: PlainSettings, asker: Asker): RunSettings {
  const mounts = (plain.mounts ?? []).map((mount, number): MountSettings => {
    if (mount.kind !== "remote") return mount;
    return { path: mount.path, kind: "store", store: new RemoteStore(asker, number) };
  });
  const hostFunctions = new Map((plain.hostFunctions ?? []).map((name) => [name, unused]));
  const streams = streamsIn(plain.streams, asker);
  const isPackages = ({ path }: MountSettings) => plain.packages?.includes(path) ?? false;
  const own = {
    isolation: null,
    hostFunctions,
    mounts: mounts.filter((mount) => !isPackages(mount)),
    packages: mounts.filter(isPackages),
    readonlyDir: [],
    modules: [],
    image: null,
  };
  return { ...completed(plain), ...streams, ...own };
}

/** The same for a call of a session. */
export function callSettingsIn(
  session: RunSettings,
  plain: PlainCallSettings,
  asker: Asker,
): RunSettings {
  const { stdin, ...streams } = streamsIn(plain.streams, asker);
  const settings = { ...session, ...completedCall(plain), ...streams };
  return plain.hasOwnStdin ? { ...settings, stdin } : settings;
}

function streamsIn(streams: Streams = NO_STREAMS, asker: Asker) {
  const { stdin, onStdout, onStderr, onUsage } = streams;
  const output = (stream: "stdout" | "stderr") => (text: string) => {
    orThrow(asker.ask({ kind: "output", stream, text }));
  };
  return {
    stdin: stdin ?? (() => lineOf(asker.ask({ kind: "line" }))),
    onStdout: onStdout ? output("stdout") : null,
    onStderr: onStderr ? output("stderr") : null,
    onUsage: onUsage
      ? (usage: RunUsage) => void orThrow(asker.ask({ kind: "usage", usage }))
      : null,
    // All that the engine uses of it.
    signal: asker as unknown as AbortSignal,
  };
}

/** Host functions are called in the host's thread; here, only their names matter. */
function unused(): void {}

function orThrow(answer: PlainAnswer | null): PlainAnswer | null {
  if (answer?.kind === "threw") throw new HostThrew(answer.message);
  return answer;
}

function lineOf(answer: PlainAnswer | null): string | null {
  if (answer?.kind === "threw") {
    throw new InputCallbackError(answer.message, new HostThrew(answer.message));
  }
  return answer?.kind === "value" ? (answer.value as string | null) : null;
}

class RemoteAnswers implements AnswerSource {
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  answer(form: number, name: Uint8Array, payload: Uint8Array): Answer {
    // Views of the guest's memory: a message would carry all of it.
    const question: Question = { kind: "host", form, name: name.slice(), payload: payload.slice() };
    const answer = this.#asker.ask(question);
    if (answer?.kind === "host") return { kind: answer.answer, value: answer.value };
    return refusal("the call ended while it waited for the host");
  }

  thrown(number: number): HostErrorNumber {
    return new HostErrorNumber(number);
  }
}

/** A store in the host's thread. */
class RemoteStore implements FileStore {
  readonly #asker: Asker;
  readonly #mount: number;

  /** @param mount the mount's number. */
  constructor(asker: Asker, mount: number) {
    this.#asker = asker;
    this.#mount = mount;
  }

  stat(path: string): FileInfo | null {
    return this.#do({ kind: "stat", path }) as FileInfo | null;
  }

  list(path: string): readonly FileEntry[] {
    return this.#do({ kind: "list", path }) as readonly FileEntry[];
  }

  open(path: string, mode: Parameters<FileStore["open"]>[1]): OpenFile {
    const file = this.#do({ kind: "open", path, mode }) as number;
    return {
      read: (target, at) => {
        const bytes = this.#do({ kind: "read", file, size: target.length, at }) as Uint8Array;
        target.set(bytes);
        return bytes.length;
      },
      write: (bytes, at) => {
        this.#do({ kind: "write", file, bytes: bytes.slice(), at });
      },
      size: () => this.#do({ kind: "size", file }) as number,
      close: () => {
        this.#do({ kind: "close", file });
      },
    };
  }

  makeFolder(path: string): void {
    this.#do({ kind: "makeFolder", path });
  }

  removeFile(path: string): void {
    this.#do({ kind: "removeFile", path });
  }

  removeFolder(path: string): void {
    this.#do({ kind: "removeFolder", path });
  }

  rename(path: string, to: string): void {
    this.#do({ kind: "rename", path, to });
  }

  #do(operation: StoreOperation): unknown {
    const answer = this.#asker.ask({ kind: "store", mount: this.#mount, operation });
    if (answer?.kind === "value") return answer.value;
    const errno = answer?.kind === "fileError" ? answer.errno : "EIO";
    throw new MicroPythonFileError(errno as MicroPythonFileError["errno"]);
  }
}
