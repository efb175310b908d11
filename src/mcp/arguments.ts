import type { PythonName } from "micropython-wasm";

/** What the command's arguments say. */
export interface McpSettings {
  /** `null` for standard input and output. */
  readonly port: number | null;
  readonly host: string;
  readonly python: PythonName;
  readonly isolation: "thread" | "process";
  readonly readonlyDir: string | null;
  readonly packages: readonly string[];
  readonly allowUrls: readonly string[];
  readonly workspaceBytes: number;
  readonly maxSessions: number;
  readonly limits: {
    readonly memoryBytes?: number;
    readonly fuel?: number;
    readonly wallTimeoutMs?: number;
  };
}

/** An argument that is wrong. */
export class UsageProblem extends Error {}

type Changes = { -readonly [Name in keyof McpSettings]: McpSettings[Name] };

const OPTIONS: Readonly<Record<string, (settings: Changes, value: string) => void>> = {
  "--http": (settings, value) => {
    settings.port = numberOf("--http", value, 0, 65_535);
  },
  "--host": (settings, value) => {
    settings.host = value;
  },
  "--python": (settings, value) => {
    settings.python = oneOf("--python", value, ["cpython", "micropython"]);
  },
  "--isolation": (settings, value) => {
    settings.isolation = oneOf("--isolation", value, ["thread", "process"]);
  },
  "--readonly-dir": (settings, value) => {
    settings.readonlyDir = value;
  },
  "--packages": (settings, value) => {
    settings.packages = [...settings.packages, value];
  },
  "--allow-url": (settings, value) => {
    settings.allowUrls = [...settings.allowUrls, value];
  },
  "--workspace": (settings, value) => {
    settings.workspaceBytes = numberOf("--workspace", value, 0, 2 ** 31);
  },
  "--memory": (settings, value) => {
    const memoryBytes = numberOf("--memory", value, 1, 2 ** 32);
    settings.limits = { ...settings.limits, memoryBytes };
  },
  "--fuel": (settings, value) => {
    const fuel = numberOf("--fuel", value, 1, Number.MAX_SAFE_INTEGER);
    settings.limits = { ...settings.limits, fuel };
  },
  "--timeout": (settings, value) => {
    const wallTimeoutMs = 1000 * numberOf("--timeout", value, 1, 86_400);
    settings.limits = { ...settings.limits, wallTimeoutMs };
  },
  "--max-sessions": (settings, value) => {
    settings.maxSessions = numberOf("--max-sessions", value, 1, 100_000);
  },
};

/** Parses the command's arguments. @throws UsageProblem */
export function parseMcpArguments(args: readonly string[]): McpSettings | "help" {
  const settings: Changes = {
    port: null,
    host: "127.0.0.1",
    python: "cpython",
    isolation: "thread",
    readonlyDir: null,
    packages: [],
    allowUrls: [],
    workspaceBytes: 16_000_000,
    maxSessions: 100,
    limits: {},
  };
  for (let next = 0; next < args.length; next++) {
    const [, name = "", given] = /^([^=]*)(?:=(.*))?$/s.exec(args[next] ?? "") ?? [];
    if (name === "--help" || name === "-h") return "help";
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (option === undefined) throw new UsageProblem(`unknown option ${name}`);
    if (given === undefined) next += 1;
    const value = given ?? args[next];
    if (value === undefined) throw new UsageProblem(`${name} needs a value`);
    option(settings, value);
  }
  return settings;
}

function numberOf(name: string, value: string, least: number, most: number): number {
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageProblem(`${name} is ${value}; allowed is a whole number from ${least} to ${most}`);
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const name = names.find((allowed) => allowed === value);
  if (name !== undefined) return name;
  throw new UsageProblem(`${option} is ${value}; allowed is ${names.join(" or ")}`);
}
