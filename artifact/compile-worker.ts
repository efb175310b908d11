import { parentPort, workerData } from "node:worker_threads";
import { runLLVMTool, type Tree } from "./clang.js";
import { optimisationFlag } from "./flags.js";

/** What every worker is started with. */
export interface CompileJob {
  readonly flags: readonly string[];
  readonly tree: Tree;
}

/** The answer to a path: the object, or the compiler's messages. */
export type CompileReply =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly messages: string };

const { flags, tree } = workerData as CompileJob;

parentPort?.on("message", async (path: string) => {
  const args = [...flags, optimisationFlag(path), "-c", path, "-o", "out.o"];
  const result = await runLLVMTool("clang", args, tree);
  const reply: CompileReply = result.ok
    ? { ok: true, bytes: result.files["out.o"] as Uint8Array }
    : { ok: false, messages: result.messages };
  parentPort?.postMessage(reply);
});
