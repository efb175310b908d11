import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { version as clangVersion } from "@yowasp/clang";
import { getFile } from "./clang.js";
import type { CompileJob, CompileReply, CompileRequest } from "./compile-worker.js";
import { IncludeGraph } from "./includes.js";
import type { BuildOptions } from "./options.js";
import { BuildError } from "./progress.js";
import type { Prepared } from "./python.js";

/** One compiled C file. */
export interface CompiledObject {
  /** Its C file, as a path in the tree. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Compiles C files on several threads.
 *
 * An object is cached under a hash of everything that can change it: the compiler, the flags, the file
 * and every file that it could include.
 *
 * @throws BuildError with the compiler's messages if a file does not compile.
 */
export async function compileAll(
  options: BuildOptions,
  { tree, files, flags, flagsOf }: Prepared,
  detail: (text: string) => void,
): Promise<CompiledObject[]> {
  const cacheDir = join(options.workDir, "objects");
  await mkdir(cacheDir, { recursive: true });
  const shared = hash([clangVersion, ...flags]);
  const includes = new IncludeGraph(tree, flags);

  const objects = new Map<string, Uint8Array>();
  const waiting: (CompileRequest & { cached: string })[] = [];
  for (const path of files) {
    if (getFile(tree, path) === undefined) {
      throw new BuildError(`the source file ${path} is missing`);
    }
    const flags = flagsOf(path);
    const cached = join(cacheDir, `${hash([shared, ...flags, includes.hash(path, flags)])}.o`);
    if (existsSync(cached)) objects.set(path, readFileSync(cached));
    else waiting.push({ path, flags, cached });
  }

  const fromCache = objects.size;
  const report = () =>
    detail(`${objects.size}/${files.length} files (${fromCache} from the cache)`);
  report();
  await inWorkers(
    Math.min(options.jobs, waiting.length),
    { flags, tree },
    waiting,
    async (item, bytes) => {
      await writeFile(`${item.cached}.partial`, bytes);
      await rename(`${item.cached}.partial`, item.cached);
      objects.set(item.path, bytes);
      report();
    },
  );
  return files.map((path) => ({ path, bytes: objects.get(path) as Uint8Array }));
}

/** Gives each waiting file to the next idle worker; the first failure stops them all. */
async function inWorkers<T extends CompileRequest>(
  count: number,
  job: CompileJob,
  waiting: readonly T[],
  done: (item: T, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const queue = [...waiting];
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL("./compile-worker.js", import.meta.url), { workerData: job }),
  );
  const work = async (worker: Worker) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const reply = await ask(worker, { path: item.path, flags: item.flags });
      if (!reply.ok) throw new BuildError(`${item.path} does not compile:\n${reply.messages}`);
      await done(item, reply.bytes);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function ask(worker: Worker, request: CompileRequest): Promise<CompileReply> {
  const reply = once(worker, "message");
  worker.postMessage(request);
  const [message] = await reply;
  return message as CompileReply;
}

function hash(parts: readonly string[]): string {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:`).update(part);
  return digest.digest("hex");
}
