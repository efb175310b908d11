import { parentPort, workerData } from "node:worker_threads";
import { runLLVMTool, type Tree } from "./clang.js";

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
  const result = await runLLVMTool("clang", [...flags, "-c", path, "-o", "out.o"], tree);
  const reply: CompileReply = result.ok
    ? { ok: true, bytes: result.files["out.o"] as Uint8Array }
    : { ok: false, messages: result.messages };
  parentPort?.postMessage(reply);
});
