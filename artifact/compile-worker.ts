import { parentPort, workerData } from "node:worker_threads";
import { runLLVMTool, type Tree } from "./clang.js";

/** What every worker receives when it starts. */
export interface CompileJob {
  readonly flags: readonly string[];
  readonly tree: Tree;
}

/** One C file to compile, and the flags for it alone. */
export interface CompileRequest {
  readonly path: string;
  readonly flags: readonly string[];
}

/** The reply to a request: the object, or the compiler's messages. */
export type CompileReply =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly messages: string };

const job = workerData as CompileJob;

parentPort?.on("message", async ({ path, flags }: CompileRequest) => {
  const args = [...job.flags, ...flags, "-c", path, "-o", "out.o"];
  const result = await runLLVMTool("clang", args, job.tree);
  const reply: CompileReply = result.ok
    ? { ok: true, bytes: result.files["out.o"] as Uint8Array }
    : { ok: false, messages: result.messages };
  parentPort?.postMessage(reply);
});
