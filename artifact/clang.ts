import { Exit, runLLVM, type Tree } from "@yowasp/clang";

export type { Tree } from "@yowasp/clang";

/** The result of one run of a tool. */
export interface LLVMResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Errors and warnings about the input. */
  readonly messages: string;
  /** All files after the run, inputs included. */
  readonly files: Tree;
}

/**
 * Runs one of LLVM's tools, which are themselves WebAssembly, over files in memory.
 *
 * The first call takes some seconds while the engine warms up; later ones take a fraction of one.
 */
export async function runLLVMTool(
  tool: "clang" | "wasm-ld",
  args: readonly string[],
  files: Tree,
): Promise<LLVMResult> {
  const stdout = collector();
  const stderr = collector();
  const result = (ok: boolean, after: Tree) => ({
    ok,
    stdout: stdout.text(),
    messages: stderr.text(),
    files: after,
  });
  try {
    const after = await runLLVM([tool, ...args], files, {
      stdout: stdout.collect,
      stderr: stderr.collect,
      decodeASCII: false,
      fetchProgress: () => {},
    });
    return result(true, after ?? {});
  } catch (error) {
    if (error instanceof Exit) return result(false, error.files);
    throw error;
  }
}

function collector() {
  const chunks: Uint8Array[] = [];
  return {
    collect: (bytes: Uint8Array | null) => {
      if (bytes !== null) chunks.push(bytes.slice());
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}

/** Adds a file to a tree, and the folders on its path. */
export function putFile(tree: Tree, path: string, content: string | Uint8Array): void {
  const parts = path.split("/");
  const name = parts.pop() as string;
  let folder = tree;
  for (const part of parts) {
    folder[part] ??= {};
    folder = folder[part] as Tree;
  }
  folder[name] = content;
}

/** Reads a file from a tree. */
export function getFile(tree: Tree, path: string): string | Uint8Array | undefined {
  let node: Tree | string | Uint8Array | undefined = tree;
  for (const part of path.split("/")) {
    if (typeof node !== "object" || node instanceof Uint8Array) return undefined;
    node = node[part];
  }
  return typeof node === "string" || node instanceof Uint8Array ? node : undefined;
}
