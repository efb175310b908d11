import type { RunStats } from "micropython-wasm";
import { cutMiddle } from "./truncate.js";

/** Why a call of the tool failed. */
export type PythonToolErrorKind =
  /** Python code raised an exception. */
  | "exception"
  /** The code left with an exit code other than 0. */
  | "exit"
  /** A limit ended it. */
  | "fuel"
  | "timeout"
  | "output"
  | "memory"
  /** The code is too long; nothing has run. */
  | "source"
  /** The caller's signal ended it. */
  | "aborted"
  /** The sandbox failed. */
  | "crashed"
  /** The check before the run found something; nothing has run. */
  | "check"
  /** The model's input is not what the schema says; nothing has run. */
  | "input"
  /** There is no room for another conversation or call; nothing has run. */
  | "busy";

/** Failures before anything ran. */
export const NOTHING_RAN: readonly PythonToolErrorKind[] = ["check", "input", "busy", "source"];

/** Why a call of the tool failed, for programs; the model reads `text`. */
export interface PythonToolError {
  /** In one word. */
  readonly kind: PythonToolErrorKind;
  /** Name of the exception's class; `null` if it is no exception. */
  readonly type: string | null;
  /** What went wrong. */
  readonly message: string;
  /** The line of the code, from 1; `null` if unknown. */
  readonly line: number | null;
  /** That line. */
  readonly source: string | null;
  /** The lines of the traceback that belong to the model's code; empty if there is none. */
  readonly traceback: string;
  /** What the model could do about it; `null` if nothing is known. */
  readonly hint: string | null;
}

/** What a call of the tool gives. It is plain data. */
export interface PythonToolResult {
  /** Whether the code ran to its end. */
  readonly ok: boolean;
  /** Everything that the model should see. */
  readonly text: string;
  /** What the code wrote to `sys.stdout`, cut in the middle if it is long. */
  readonly stdout: string;
  /** What the code wrote to `sys.stderr`, cut in the middle if it is long. */
  readonly stderr: string;
  /** The `repr` of the value of the last expression, cut likewise; `null` if there is none, or it is `None`. */
  readonly value: string | null;
  /** Why it failed; `null` if it did not. */
  readonly error: PythonToolError | null;
  /** What happened to the conversation's state; empty if nothing special. */
  readonly notes: readonly string[];
  /** Paths of files in memory mounts that the code wrote or removed. */
  readonly files: readonly string[];
  /** Which call of its conversation this was, from 1. */
  readonly call: number;
  /** Fuel that the code used. */
  readonly fuelUsed: number;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** How often the code called host functions. */
  readonly hostCalls: number;
}

/** What is known about a call before its text is written. */
export interface Outcome {
  readonly call: number;
  readonly stats: Partial<RunStats>;
  readonly repr: string | undefined;
  readonly error: PythonToolError | null;
  readonly notes: readonly string[];
  readonly maxPartLength: number;
}

/** The result of a call. */
export function toolResult({
  call,
  stats,
  repr,
  error,
  notes,
  maxPartLength,
}: Outcome): PythonToolResult {
  const cut = (text: string) => cutMiddle(text, maxPartLength);
  const { fuelUsed = 0, durationMs = 0, hostCalls = 0, fuelRemaining = null } = stats;
  const dropped = (isTruncated = false) => (isTruncated ? "\n[… the rest was dropped …]" : "");
  const stdout = cut(stats.stdout ?? "") + dropped(stats.stdoutTruncated);
  const stderr = cut(stats.stderr ?? "") + dropped(stats.stderrTruncated);
  const value = repr === undefined || repr === "None" ? null : cut(repr);
  const hasRun = error === null || !NOTHING_RAN.includes(error.kind);
  const budget = fuelRemaining === null ? "" : ` of ${number(fuelUsed + fuelRemaining)}`;
  const isSilent = error === null && stdout === "" && stderr === "" && value === null;
  const parts = [
    isSilent ? "(no output)" : "",
    stdout.trimEnd(),
    stderr === "" ? "" : `stderr:\n${stderr.trimEnd()}`,
    value === null ? "" : `=> ${value}`,
    error === null ? "" : errorText(error, cut),
    ...notes.map((note) => `Note: ${note}`),
    hasRun ? `[fuel ${number(fuelUsed)}${budget}, ${number(Math.round(durationMs))} ms]` : "",
  ];
  return Object.freeze({
    ok: error === null,
    text: parts.filter(Boolean).join("\n"),
    stdout,
    stderr,
    value,
    error,
    notes,
    files: Object.keys(stats.files ?? {}),
    call,
    fuelUsed,
    durationMs,
    hostCalls,
  });
}

function errorText(
  { traceback, message, hint }: PythonToolError,
  cut: (text: string) => string,
): string {
  const body = traceback === "" ? `Error: ${cut(message)}` : cut(traceback);
  return hint === null ? body : `${body}\nHint: ${hint}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
