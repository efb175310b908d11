import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { guestPointer } from "../../src/abi/memory.js";
import { MemoryStore } from "../../src/files/memory-store.js";
import { MountTable } from "../../src/files/mount-table.js";
import { ERRNO } from "../../src/wasi/errno.js";
import { OpenFiles, ROOT_FD } from "../../src/wasi/open-files.js";
import { AT, sandbox } from "../../src/wasi/sandbox.test-tools.js";

const parent = mkdtempSync(join(tmpdir(), "paths-"));
afterAll(() => rmSync(parent, { recursive: true }));

const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY, O_TRUNC } = constants;
const [CREATE, EXCLUSIVE, TRUNCATE] = [1, 4, 8];
const [READ, WRITE] = [1n << 1n, 1n << 6n];

/** Performs operations by path, and returns the names of errors. */
type Files = (what: Action["what"], path: string, to: string) => string;

interface Action {
  readonly what: "stat" | "read" | "write" | "create" | "mkdir" | "unlink" | "rmdir" | "rename";
  readonly path: string;
  readonly to: string;
}

/** This machine's files. */
function realFiles(): Files {
  const root = mkdtempSync(join(parent, "root-"));
  mkdirSync(join(root, "m"));
  const open = (path: string, flags: number) => {
    // The system opens folders for reading; Python does not.
    if (flags === O_RDONLY && statSync(path).isDirectory()) {
      throw Object.assign(new Error(), { code: "EISDIR" });
    }
    closeSync(openSync(path, flags));
  };
  const work: Record<Action["what"], (path: string, to: string) => void> = {
    stat: (path) => void statSync(path),
    read: (path) => open(path, O_RDONLY),
    write: (path) => open(path, O_WRONLY | O_CREAT | O_TRUNC),
    create: (path) => open(path, O_WRONLY | O_CREAT | O_EXCL),
    mkdir: (path) => mkdirSync(path),
    unlink: (path) => unlinkSync(path),
    rmdir: (path) => rmdirSync(path),
    rename: (path, to) => renameSync(path, to),
  };
  return (what, path, to) => {
    try {
      work[what](`${root}/${path}`, `${root}/${to}`);
      return "SUCCESS";
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code).slice(1);
    }
  };
}

/** The files that a program sees. */
function sandboxFiles(): Files {
  const store = new MemoryStore({ maxBytes: 1000, maxFiles: 100 }, () => 0);
  const files = new OpenFiles(new MountTable([{ path: "/m", store }]));
  const { call, memory, result } = sandbox(Infinity, "", files);
  const put = (at: number, path: string) => {
    const bytes = new TextEncoder().encode(path);
    memory.write(guestPointer(at), bytes);
    return [at, bytes.length] as const;
  };
  const open = (path: string, flags: number, rights: bigint) => {
    const place = put(4096, path);
    const errno = call("path_open", ROOT_FD, 0, ...place, flags, rights, 0n, 0, AT.result);
    if (errno === ERRNO.SUCCESS) call("fd_close", result());
    return errno;
  };
  const work: Record<Action["what"], (path: string, to: string) => number> = {
    stat: (path) => call("path_filestat_get", ROOT_FD, 0, ...put(4096, path), AT.event),
    read: (path) => open(path, 0, READ),
    write: (path) => open(path, CREATE | TRUNCATE, WRITE),
    create: (path) => open(path, CREATE | EXCLUSIVE, WRITE),
    mkdir: (path) => call("path_create_directory", ROOT_FD, ...put(4096, path)),
    unlink: (path) => call("path_unlink_file", ROOT_FD, ...put(4096, path)),
    rmdir: (path) => call("path_remove_directory", ROOT_FD, ...put(4096, path)),
    rename: (path, to) =>
      call("path_rename", ROOT_FD, ...put(4096, path), ROOT_FD, ...put(8192, to)),
  };
  const names = new Map(Object.entries(ERRNO).map(([name, errno]) => [errno as number, name]));
  return (what, path, to) => names.get(work[what](path, to)) ?? "?";
}

/** Whether a path never leaves the mount, which has a folder around it only in the sandbox. */
function staysInside(path: string): boolean {
  let depth = 0;
  return path.split("/").every((name) => {
    if (name !== "" && name !== ".") depth += name === ".." ? -1 : 1;
    return depth >= 1;
  });
}

const path = fc
  .array(fc.constantFrom("a", "b", "c", ".", "..", ""), { maxLength: 5 })
  .map((names) => ["m", ...names].join("/"))
  .filter(staysInside);

const action: fc.Arbitrary<Action> = fc.record({
  what: fc.constantFrom("stat", "read", "write", "create", "mkdir", "unlink", "rmdir", "rename"),
  path,
  to: path,
});

describe.runIf(process.platform === "linux")("paths", () => {
  it("work as on Linux, with trailing slashes, dots and missing parts", () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 5, maxLength: 40 }), (actions) => {
        const [real, ours] = [realFiles(), sandboxFiles()];
        for (const { what, path, to } of actions) {
          // A mount, which is the program's whole disk, cannot be removed or renamed.
          const isMount = /^m[/.]*$/.test(path) || /^m[/.]*$/.test(to);
          if (isMount && (what === "rmdir" || what === "rename")) continue;
          const told = [what, path, to];
          const [expected, errno] = [real(what, path, to), ours(what, path, to)];
          // If both paths are wrong, the system decides which error is reported.
          const isEither = what === "rename" && expected !== "SUCCESS" && errno !== "SUCCESS";
          if (!isEither) expect([...told, errno]).toEqual([...told, expected]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
