import { createPool, MicroPythonWasmError, type Pool } from "micropython-wasm";
import { describe } from "../base/check.js";
import { Conversations } from "./conversations.js";
import { describeTool } from "./description.js";
import { withoutFence } from "./fences.js";
import { findOffer } from "./offer.js";
import { checkToolOptions, type PythonToolOptions, type ToolSettings } from "./options.js";
import { preludeOf } from "./prelude.js";
import { type PythonToolErrorKind, type PythonToolResult, toolResult } from "./result.js";
import type { JsonSchema } from "./standard-schema.js";
import { signaturesOf, stubsOf } from "./stubs.js";
import { ToolFiles } from "./tool-files.js";

/** What the model passes to the tool. */
export interface PythonToolInput {
  /** Python source. */
  readonly code: string;
  /** Whether the conversation's state is discarded first. */
  readonly reset?: boolean;
}

/** What the program around the tool says about a call; nothing of it comes from the model. */
export interface PythonToolContext {
  /** Whose state the code sees: each conversation has its own. Up to 500 characters. */
  readonly conversationId: string;
  /** Ends the code when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Receives what the code writes to `sys.stdout` while it runs. */
  readonly onStdout?: ((text: string) => void) | undefined;
}

const MAX_ID = 500;

/**
 * A tool for language models that runs Python code. What {@link createPythonTool} returns.
 *
 * @example
 * ```ts
 * import { createPythonTool } from "micropython-wasm/agent";
 *
 * await using tool = await createPythonTool();
 * await tool.execute({ code: "x = 6" }, { conversationId: "a" });
 * const { text } = await tool.execute({ code: "x * 7" }, { conversationId: "a" });
 * text.split("\n")[0]; // "=> 42"
 * ```
 */
export class PythonTool implements AsyncDisposable {
  /** Its name. */
  readonly name: string;
  /** What the model needs to know: the Python, its modules, limits, files and functions. */
  readonly description: string;
  /** JSON Schema of its input, {@link PythonToolInput}. */
  readonly inputSchema: JsonSchema;
  /** The functions that the code may call, as the text of a `.pyi` file; empty if there are none. */
  readonly stubs: string;
  readonly #conversations: Conversations;
  readonly #pool: Pool;
  readonly #settings: ToolSettings;

  /** @internal */
  constructor(
    settings: ToolSettings,
    pool: Pool,
    conversations: Conversations,
    texts: { readonly description: string; readonly stubs: string },
  ) {
    this.name = settings.name;
    this.description = texts.description;
    this.stubs = texts.stubs;
    this.inputSchema = inputSchema();
    this.#settings = settings;
    this.#pool = pool;
    this.#conversations = conversations;
  }

  /**
   * Runs what the model wrote. Whatever the model does wrong is part of the result, which says so to the model.
   *
   * @param input what the model passed; it may be anything.
   * @param context what the program around the tool says.
   * @throws TypeError, RangeError if the context is invalid; a `MicroPythonWasmError` of `code: "pool-closed"`
   * after `close`.
   */
  async execute(input: unknown, context: PythonToolContext): Promise<PythonToolResult> {
    const { conversationId, signal, onStdout } = context;
    const id = checkId(conversationId);
    const checked = checkInput(input);
    if (typeof checked === "string") return this.#refused("input", checked);
    const conversation = this.#conversations.get(id);
    if (conversation === null) {
      return this.#refused("busy", "too many conversations are under way; try again later");
    }
    return conversation.execute({ ...checked, signal, onStdout });
  }

  /**
   * The files of a conversation's mounts.
   *
   * @throws TypeError, RangeError if the id is invalid. The operations reject with a `MicroPythonWasmError` of
   * `code: "pool-full"` if too many conversations are under way.
   * @example
   * ```ts
   * import { createPythonTool } from "micropython-wasm/agent";
   *
   * await using tool = await createPythonTool({ mounts: [{ path: "/data", memory: {} }] });
   * await tool.files("a").write("/data/in.csv", "x,y\n1,2\n");
   * const code = "open('/data/in.csv').readlines()[1].strip()";
   * (await tool.execute({ code }, { conversationId: "a" })).value; // "'1,2'"
   * ```
   */
  files(conversationId: string): ToolFiles {
    const id = checkId(conversationId);
    return new ToolFiles((work) => {
      const conversation = this.#conversations.get(id);
      if (conversation === null) {
        throw new MicroPythonWasmError("pool-full", "too many conversations are under way");
      }
      return conversation.use(work);
    });
  }

  /** Ends a conversation and discards its state. */
  async end(conversationId: string): Promise<void> {
    await this.#conversations.end(checkId(conversationId));
  }

  /** Waits for all calls, ends all conversations and workers. */
  async close(): Promise<void> {
    await this.#conversations.close();
    await this.#pool.close();
  }

  /** Closes the tool at the end of the block in which `await using` declares it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #refused(kind: PythonToolErrorKind, message: string): PythonToolResult {
    const { maxPartLength } = this.#settings;
    const nothing = { type: null, line: null, source: null, traceback: "", hint: null };
    const error = { kind, message, ...nothing };
    return toolResult({ call: 0, stats: {}, repr: undefined, error, notes: [], maxPartLength });
  }
}

/**
 * Creates a tool with which a language model runs Python code. Its description says what this sandbox offers:
 * modules, limits, files and functions.
 *
 * @throws TypeError, RangeError if an option is invalid; `MicroPythonArtifactNotFoundError` if the Python's
 * files are missing.
 * @example
 * ```ts
 * import { createPythonTool } from "micropython-wasm/agent";
 *
 * await using tool = await createPythonTool({ wallTimeoutMs: 5000 });
 * const { ok, text } = await tool.execute({ code: "import numpy" }, { conversationId: "a" });
 * ok; // false
 * text.includes("numpy is not available in this sandbox"); // true
 * ```
 */
export async function createPythonTool(options?: PythonToolOptions): Promise<PythonTool> {
  const settings = checkToolOptions(options);
  const pool = createPool({ ...settings.pool, maxQueue: 10_000 });
  try {
    // Checks the options of the sandboxes; it starts with its first call.
    pool.session(settings.sandbox);
    const offer = await findOffer(pool, settings);
    const signatures = signaturesOf(settings.functions);
    const prelude = preludeOf(signatures);
    const conversations = new Conversations({ settings, pool, offer, prelude });
    const description = describeTool(settings, offer, signatures);
    return new PythonTool(settings, pool, conversations, {
      description,
      stubs: stubsOf(signatures),
    });
  } catch (error) {
    await pool.close();
    throw error;
  }
}

function inputSchema(): JsonSchema {
  const code = "Python source. The value of its last expression is part of the result.";
  const reset = "Discard all variables of earlier calls first.";
  return {
    type: "object",
    properties: {
      code: { type: "string", description: code },
      reset: { type: "boolean", description: reset },
    },
    required: ["code"],
    additionalProperties: false,
  };
}

/** Checks what the model passed; a text says what is wrong with it. */
function checkInput(input: unknown): { readonly code: string; readonly reset: boolean } | string {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return `the input is ${describe(input)}; allowed is an object with code and, optionally, reset`;
  }
  const unknown = Object.keys(input).find((key) => key !== "code" && key !== "reset");
  if (unknown !== undefined) {
    return `the input has ${describe(unknown)}; allowed are code and, optionally, reset`;
  }
  const own = (name: "code" | "reset") =>
    Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : undefined;
  const code = own("code");
  const reset = own("reset") ?? false;
  if (typeof code !== "string") return `code is ${describe(code)}; allowed is a string`;
  if (/\p{Surrogate}/u.test(code)) return "code is not well-formed Unicode";
  if (typeof reset !== "boolean") return `reset is ${describe(reset)}; allowed is true or false`;
  return { code: withoutFence(code), reset };
}

function checkId(id: unknown): string {
  if (typeof id !== "string") {
    throw new TypeError(`conversationId is ${describe(id)}; allowed is a string`);
  }
  if (id === "" || id.length > MAX_ID) {
    throw new RangeError(`conversationId has ${id.length} characters; allowed are 1 to ${MAX_ID}`);
  }
  return id;
}
