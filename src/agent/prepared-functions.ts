import type { HostFunction } from "micropython-wasm";
import { checkFunctions, dispatcher, type ToolFunctions } from "./functions.js";
import type { CallContext } from "./host-function.js";
import { CALL_HOST, preludeOf } from "./prelude.js";
import { signaturesOf, stubsOf } from "./stubs.js";

/** What {@link prepareFunctions} returns. */
export interface PreparedFunctions {
  /** Python code that defines the functions; run it first. */
  readonly code: string;
  /** The option `hostFunctions` of the session that runs it. */
  readonly hostFunctions: Readonly<Record<string, HostFunction>>;
  /** The functions as the text of a `.pyi` file, for models; empty if there are none. */
  readonly stubs: string;
}

/**
 * Prepares functions with schemas, and namespaces of functions, for a session of your own: what
 * {@link createPythonTool} does with its option `hostFunctions`.
 *
 * @param functions as for that option.
 * @param context what the functions get as their second argument; by default, a conversation without a name.
 * @throws TypeError, RangeError if they are not valid.
 * @example
 * ```ts
 * import { MicroPythonSession } from "micropython-wasm";
 * import { prepareFunctions } from "micropython-wasm/agent";
 *
 * const { code, hostFunctions } = prepareFunctions({ math2: { half: (n: number) => n / 2 } });
 * const session = new MicroPythonSession({ hostFunctions });
 * await session.run(code);
 * const half = await session.evaluate("math2.half(84)");
 * await session.close();
 * half; // 42
 * ```
 */
export function prepareFunctions(
  functions: ToolFunctions,
  context: CallContext = { conversationId: "", signal: undefined },
): PreparedFunctions {
  const checked = checkFunctions(functions);
  const signatures = signaturesOf(checked);
  return {
    code: preludeOf(signatures),
    hostFunctions: { [CALL_HOST]: dispatcher(checked, () => context) },
    stubs: stubsOf(signatures),
  };
}
