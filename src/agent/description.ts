import type { Mount } from "micropython-wasm";
import type { Offer } from "./offer.js";
import type { ToolSettings } from "./options.js";
import { type Signatures, stubsOf, summaryOf } from "./stubs.js";

/** Stubs longer than this are not part of the description: the model searches instead. */
const MAX_STUBS = 12_000;
/** So many functions are listed by name and summary if their stubs are too long. */
const MAX_LISTED = 40;

/** What the model reads about the tool. */
export function describeTool(settings: ToolSettings, offer: Offer, signatures: Signatures): string {
  const { python, maxPartLength, checkBeforeRun, instructions } = settings;
  const name = python === "cpython" ? "CPython" : "MicroPython";
  const parts = [
    `Runs Python code in a sandbox (${name} ${offer.version}) and returns what it prints and the value of its last expression.`,
    "Variables, functions, classes and imports stay for the next call in this conversation. Pass reset: true to start afresh.",
    limitsText(settings),
    `Results are cut in the middle after ${count(maxPartLength)} characters: print what you need, not everything.`,
    checkBeforeRun
      ? "Code is checked first: if it has syntax errors, unknown modules or undefined names, nothing runs."
      : "",
    filesText(settings),
    "There is no network, no input(), no pip, and there are no threads or other processes.",
    modulesText(settings, offer),
    instructions,
    functionsText(signatures),
  ];
  return parts.filter(Boolean).join("\n");
}

function limitsText({ fuel, wallTimeoutMs, memoryBytes }: ToolSettings): string {
  const limits = [
    fuel !== null && `${count(fuel)} units of fuel (about one for each bytecode instruction)`,
    wallTimeoutMs !== null && `${count(wallTimeoutMs / 1000)} seconds`,
  ].filter((limit) => limit !== false);
  const each = limits.length === 0 ? "" : `Each call may use ${limits.join(" and ")}. `;
  return `${each}${memoryBytes === null ? "" : `Memory: ${bytes(memoryBytes)}.`}`.trim();
}

function filesText({ mounts, readonlyDir }: ToolSettings): string {
  const input: readonly Mount[] =
    readonlyDir === undefined ? [] : [{ path: "/input", hostDir: readonlyDir }];
  const all = [...mounts, ...input].map((mount) => {
    const { path, access = "memory" in mount ? "read-write" : "read" } = mount as {
      readonly path: string;
      readonly access?: string;
    };
    return `${path} (${access === "read" ? "read only" : "read and write"})`;
  });
  return all.length === 0
    ? "There are no files and folders."
    : `Files: ${all.join(", ")}. There are no others.`;
}

function modulesText({ python }: ToolSettings, { modules, added, missing }: Offer): string {
  if (python === "micropython") return `Modules, and no others: ${modules.join(", ")}.`;
  const more = added.length === 0 ? "No other packages." : `Also: ${added.join(", ")}.`;
  return `Modules: Python's standard library, without ${missing.join(", ")}. ${more}`;
}

function functionsText(signatures: Signatures): string {
  const { functions } = signatures;
  if (functions.length === 0) return "";
  const stubs = stubsOf(signatures);
  const intro = "These functions are defined already; call them without an import:";
  if (stubs.length <= MAX_STUBS) return `${intro}\n\n${stubs}`;
  const listed = functions.slice(0, MAX_LISTED).map((signature) => `- ${summaryOf(signature)}`);
  const more = functions.length - listed.length;
  return [
    intro,
    ...listed,
    ...(more > 0 ? [`- and ${more} more`] : []),
    'print(tools.search("words")) finds functions with their types, and help(function) describes one.',
  ].join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A size for people. */
export function bytes(size: number): string {
  return size % (1024 * 1024) === 0 ? `${size / (1024 * 1024)} MiB` : `${count(size)} bytes`;
}
