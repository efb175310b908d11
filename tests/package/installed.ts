import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** npm's description of a package that it packed. */
interface Packed {
  readonly filename: string;
  /** Size of the tarball. */
  readonly size: number;
  /** Size of all files in it. */
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** The package as npm publishes it, installed into a project with nothing else. */
export class InstalledPackage {
  readonly #dir = mkdtempSync(join(tmpdir(), "package-"));
  readonly packed: Packed;
  /** The project's folder. */
  readonly project = join(this.#dir, "project");
  /** Where the package is in it. */
  readonly folder = join(this.project, "node_modules/micropython-wasm");

  constructor() {
    const destination = ["--pack-destination", this.#dir];
    const packing = ["pack", "--json", "--ignore-scripts", ...destination];
    [this.packed] = JSON.parse(this.#npm(ROOT, packing));
    mkdirSync(this.project);
    this.write("package.json", JSON.stringify({ private: true, type: "module" }));
    this.#npm(this.project, ["install", "--offline", "--no-audit", "--no-fund", this.#tarball]);
  }

  /** The tarball's bytes. */
  get tarball(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(readFileSync(this.#tarball));
  }

  get manifest(): Record<string, unknown> {
    return JSON.parse(this.read("package.json"));
  }

  /** A file of the package. */
  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** Writes a file to the project; returns its path. */
  write(name: string, content: string): string {
    const path = join(this.project, name);
    writeFileSync(path, content);
    return path;
  }

  /** Runs a command in the project; returns its output. */
  execute(command: string, ...args: readonly string[]): string {
    return execute(this.project, command, args, this.#env);
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true });
  }

  get #tarball(): string {
    return join(this.#dir, this.packed.filename);
  }

  /** Without the user's npm settings. */
  get #env(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
    return { ...Object.fromEntries(own), npm_config_cache: join(this.#dir, "cache") };
  }

  #npm(cwd: string, args: readonly string[]): string {
    return execute(cwd, "npm", args, this.#env);
  }
}

function execute(
  cwd: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): string {
  return execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: "pipe" });
}
