import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HostDirMount, runSync } from "micropython-wasm";
import { afterEach, beforeEach, expect } from "vitest";

export const SECRET = "the secret of the host";

/** Python that prints how an attempt ends: the name of an error, or what it gained. */
export const ATTEMPT = `
import errno, os
def attempt(f, *args):
    try: return f(*args)
    except OSError as e: return errno.errorcode.get(e.errno, e.errno)
    except Exception as e: return type(e).__name__
def read(path): return open(path, "rb").read(100)
def write(path, mode="wb"):
    with open(path, mode) as f: return f.write(b"written")
`;

/** A folder of the host next to a secret, created anew for each test. */
export class SharedFolder {
  root = "";
  secret = "";
  dir = "";

  constructor() {
    beforeEach(() => {
      this.root = mkdtempSync(join(tmpdir(), "files-"));
      this.secret = join(this.root, "secret.txt");
      this.dir = join(this.root, "shared");
      mkdirSync(join(this.dir, "sub"), { recursive: true });
      writeFileSync(this.secret, SECRET);
      writeFileSync(join(this.dir, "a.txt"), "hello");
      writeFileSync(join(this.dir, "sub/b.txt"), "below");
    });
    afterEach(() => rmSync(this.root, { recursive: true }));
  }

  /** Runs a program over the folder, and returns its output, line by line. */
  printed(code: string, options: Partial<HostDirMount> = {}): string[] {
    const mount = { path: "/m", hostDir: this.dir, access: "read-write", ...options } as const;
    const { stdout } = runSync(ATTEMPT + code, { mounts: [mount], wallTimeoutMs: 5000 });
    expect(stdout).not.toContain(SECRET);
    expect(stdout).not.toContain(this.root);
    return stdout.trimEnd().split("\n");
  }
}
