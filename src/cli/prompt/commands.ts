import { readFileSync, writeFileSync } from "node:fs";
import { type Guest, GuestRequestError } from "../guest.js";
import type { Ended, GuestLimits } from "../protocol.js";
import { parseAmount, parseTime } from "../quantities.js";
import { statsOf } from "../report.js";
import { UsageError } from "../usage-error.js";
import type { Paint } from "./colours.js";

const HELP = `:help             shows this text
:stats            shows fuel, time and memory of the last statement
:limits           shows the limits for each statement; :limits fuel=100M timeout=5s output=none sets them
:save FILE        saves the session with all its objects
:load FILE        loads a saved session
:reset            starts a new interpreter
help(), help(X)   shows help about this Python, or about an object
exit(), Ctrl-D    leaves
Ctrl-C            interrupts a running statement, or discards the typed one
Tab               completes names, attributes, modules and commands
Up, Down          recall earlier statements; Ctrl-R searches them
Alt-Enter         starts another line of the same statement
`;

/** The parts of the prompt that commands read and change. */
export interface ReplState {
  readonly guest: Guest;
  readonly last: Ended | null;
  limits: GuestLimits;
  readonly console: {
    readonly paint: Paint;
    writeOut(text: string): void;
    writeError(text: string): void;
  };
  reset(): Promise<void>;
  load(bytes: Uint8Array): Promise<void>;
}

type Command = (repl: ReplState, argument: string) => Promise<string> | string;

const COMMANDS: Readonly<Record<string, Command>> = {
  help: () => HELP,
  stats: ({ last }) => (last === null ? "no statement has run yet\n" : statsOf(last)),
  limits: (repl, argument) => {
    repl.limits = { ...repl.limits, ...parseLimits(argument) };
    return describeLimits(repl.limits);
  },
  save: async ({ guest }, path) => {
    writeFileSync(nameOf(path), await guest.ask({ kind: "save" }), { mode: 0o600 });
    return `saved to ${path}\n`;
  },
  load: async (repl, path) => {
    await repl.load(new Uint8Array(readFileSync(nameOf(path))));
    return `loaded from ${path}\n`;
  },
  reset: async (repl) => {
    await repl.reset();
    return "started a new interpreter\n";
  },
};

export const COMMAND_NAMES = Object.keys(COMMANDS);

/** Commands that take a file path. */
export const PATH_COMMANDS: readonly string[] = ["save", "load"];

/** Arguments of `:limits`, without their values. */
export const LIMIT_NAMES = ["fuel=", "timeout=", "output="];

/** Runs a command: a line that started with a colon. */
export async function runCommand(repl: ReplState, line: string): Promise<void> {
  const [, name = "", argument = ""] = /^\s*(\w*)\s*(.*?)\s*$/s.exec(line) ?? [];
  const { console } = repl;
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) throw new UsageError(`unknown command :${name}; :help lists them`);
    console.writeOut(await command(repl, argument));
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.writeError(console.paint("error", `${error.message}\n`));
  }
}

function isExpected(error: unknown): error is Error {
  const isOfFile = error instanceof Error && "syscall" in error;
  return isOfFile || error instanceof UsageError || error instanceof GuestRequestError;
}

function nameOf(path: string): string {
  if (path === "") throw new UsageError("a file name is missing");
  return path;
}

function parseLimits(argument: string): GuestLimits {
  let limits: GuestLimits = {};
  for (const part of argument.split(/\s+/).filter(Boolean)) {
    const [, name, value = ""] = /^(\w+)=(.*)$/.exec(part) ?? [];
    if (name === "fuel") limits = { ...limits, fuel: parseAmount(name, value) };
    else if (name === "timeout") limits = { ...limits, timeoutMs: parseTime(name, value) };
    else if (name === "output") limits = { ...limits, outputBytes: parseAmount(name, value) };
    else throw new UsageError(`${part} is not a limit; allowed are fuel=…, timeout=… and output=…`);
  }
  return limits;
}

function describeLimits({ fuel, timeoutMs, outputBytes }: GuestLimits): string {
  const of = (value: number | null | undefined, unit = "") =>
    value === undefined ? "default" : value === null ? "none" : `${value}${unit}`;
  return `fuel=${of(fuel)} timeout=${of(timeoutMs, "ms")} output=${of(outputBytes)}\n`;
}
