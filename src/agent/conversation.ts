import {
  MicroPythonWasmError,
  type RunResult,
  type Session,
  type SessionCheckpoint,
} from "micropython-wasm";
import { checkBeforeRun, globalNames, OWN_LIMITS } from "./check-before-run.js";
import { toolError } from "./failure.js";
import { dispatcher } from "./functions.js";
import type { ToolParts } from "./parts.js";
import { CALL_HOST } from "./prelude.js";
import { NOTHING_RAN, type PythonToolError, type PythonToolResult, toolResult } from "./result.js";
import { Sources } from "./traceback.js";

/** One call of the tool, after its input was checked. */
export interface ToolCall {
  readonly code: string;
  readonly reset: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onStdout: ((text: string) => void) | undefined;
}

/** A state to return to, and the call after which it was. */
interface Saved {
  readonly checkpoint: SessionCheckpoint;
  readonly call: number;
}

/** A conversation with a model: an interpreter whose state stays between the calls of the tool. */
export class Conversation {
  readonly #parts: ToolParts;
  readonly #id: string;
  #session: Session | null = null;
  #saved: Saved | null = null;
  #sources = new Sources();
  #calls = 0;
  /** What to tell the model at its next call. */
  #notes: string[];
  #signal: AbortSignal | undefined;
  /** The end of the last call, including what is done after its result is known. */
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;

  /** @param notes what to tell the model at its first call. */
  constructor(parts: ToolParts, id: string, notes: readonly string[]) {
    this.#parts = parts;
    this.#id = id;
    this.#notes = [...notes];
  }

  /** Whether a call is under way or waits. */
  get isBusy(): boolean {
    return this.#pending > 0;
  }

  /** Runs code after all earlier calls. */
  execute(call: ToolCall): Promise<PythonToolResult> {
    return this.#next(() => this.#execute(call));
  }

  /** Does something with the session after all earlier calls. */
  use<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#next(async () => work(await this.#started()));
  }

  /** Ends the interpreter after all calls. */
  close(): Promise<void> {
    return this.#next(() => this.#discard());
  }

  async #next<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pending += 1;
    const result = this.#last.then(work).finally(() => {
      this.#pending -= 1;
    });
    this.#last = result.catch(() => {}).then(() => this.#afterwards());
    return result;
  }

  /** What the last call left to do. */
  #afterwards: () => Promise<void> = async () => {};

  async #execute({ code, reset, signal, onStdout }: ToolCall): Promise<PythonToolResult> {
    const call = ++this.#calls;
    const { settings, offer } = this.#parts;
    if (reset) {
      await this.#discard();
      this.#notes = call === 1 ? [] : ["the state was reset; nothing from earlier calls is left"];
    }
    const filename = `call ${call}`;
    let stats: Partial<RunResult> = {};
    let error: PythonToolError | null = null;
    let left: string[] = [];
    this.#signal = signal;
    try {
      const session = await this.#started();
      error = settings.checkBeforeRun ? await checkBeforeRun(code, session, this.#parts) : null;
      if (error === null) {
        this.#sources.add(filename, code);
        const options = {
          filename,
          ...(signal !== undefined && { signal }),
          ...(onStdout !== undefined && { onStdout }),
        };
        stats = await session.run(code, options);
        this.#saveLater(call);
      }
    } catch (thrown) {
      if (!(thrown instanceof MicroPythonWasmError) || isEnd(thrown)) throw thrown;
      stats = thrown;
      const sources = this.#sources;
      const names = async () => (this.#session === null ? [] : globalNames(this.#session));
      error = await toolError(thrown, { settings, offer, sources, filename, names });
      if (error.kind === "exception" || error.kind === "exit") this.#saveLater(call);
      else if (!NOTHING_RAN.includes(error.kind)) left = [await this.#save(call, true)];
    } finally {
      this.#signal = undefined;
    }
    const notes = [...this.#notes, ...left].filter((note) => note !== "");
    this.#notes = [];
    const { repr } = stats;
    return toolResult({ call, stats, repr, error, notes, maxPartLength: settings.maxPartLength });
  }

  /** The session, with the functions defined. */
  async #started(): Promise<Session> {
    if (this.#session !== null) return this.#session;
    const { settings, pool, prelude } = this.#parts;
    const context = () => ({ conversationId: this.#id, signal: this.#signal });
    const call = dispatcher(settings.functions, context);
    const hostFunctions = { [CALL_HOST]: call };
    const session = pool.session({ ...settings.sandbox, hostFunctions, key: this.#id });
    await session.run(prelude, { ...OWN_LIMITS, maxSourceBytes: null, filename: "functions" });
    this.#session = session;
    return session;
  }

  /** Remembers the state once the result has been given. */
  #saveLater(call: number): void {
    this.#afterwards = async () => {
      this.#afterwards = async () => {};
      const note = await this.#save(call, false);
      if (note !== "") this.#notes.push(note);
    };
  }

  /**
   * Remembers the state. If the interpreter has died, returns to the last state instead.
   *
   * @returns what the model should know; empty if nothing.
   */
  async #save(call: number, wasStopped: boolean): Promise<string> {
    const session = this.#session;
    if (session === null) return "";
    let code = await this.#attempt(session, call);
    const hadOpenFiles = code === "files-open";
    if (hadOpenFiles) {
      await session.run(CLOSE_FILES, OWN_LIMITS).catch(() => {});
      code = await this.#attempt(session, call);
    }
    if (code === null) {
      if (hadOpenFiles) return `files that call ${call} left open were closed; use with`;
      return wasStopped ? "the code was stopped; what it had done before stays" : "";
    }
    if (code === "session-closed" || code === "files-open")
      return this.#restore(session, call, code);
    return "";
  }

  /** Remembers the state, or returns why that is not possible. */
  async #attempt(session: Session, call: number): Promise<MicroPythonWasmError["code"] | null> {
    try {
      this.#saved = { checkpoint: await session.checkpoint(), call };
      return null;
    } catch (error) {
      if (error instanceof MicroPythonWasmError) return error.code;
      throw error;
    }
  }

  async #restore(session: Session, call: number, code: string): Promise<string> {
    const why =
      code === "files-open" ? "files could not be closed" : "the interpreter had to be ended";
    const saved = this.#saved;
    if (saved !== null) {
      const isBack = await session.rollback(saved.checkpoint).then(
        () => true,
        () => false,
      );
      const lost = saved.call + 1 >= call ? `call ${call}` : `calls ${saved.call + 1} to ${call}`;
      if (isBack) {
        return `${why}: what ${lost} did to variables and files is lost; everything up to call ${saved.call} is there`;
      }
    }
    await this.#discard();
    return `${why}: all variables and files of this conversation are lost`;
  }

  async #discard(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    this.#saved = null;
    this.#sources = new Sources();
    await session?.close();
  }
}

/** Whether the tool itself was closed. */
function isEnd({ code }: MicroPythonWasmError): boolean {
  return code === "pool-closed";
}

/** Closes the files of a session, which otherwise keeps its worker to itself. Descriptor 3 is the root folder. */
const CLOSE_FILES = `def _host_close():
    import gc, os
    values = list(globals().values())
    if hasattr(gc, "get_objects"):
        values += [value for value in gc.get_objects() if hasattr(type(value), "fileno")]
    for value in values:
        try:
            if not hasattr(value, "fileno") or value.fileno() > 3:
                if hasattr(value, "close") and hasattr(value, "read"): value.close()
        except Exception: pass
    del value, values
    gc.collect()
    if hasattr(os, "closerange"): os.closerange(4, 1024)
globals().pop("_host_close")()
`;
