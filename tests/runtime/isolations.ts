// Runs the contract's scripts with every isolation that the runtime has, and returns where they differ.
import type { PythonName } from "micropython-wasm";
import { ISOLATIONS, type Isolation } from "../contract/isolations.js";
import { outcomesOf, scriptsWith } from "../contract/outcomes.js";

/** What the observer is told. */
export interface Given {
  readonly pythons: readonly PythonName[];
  /** A folder of the host; `null` if the runtime has none. */
  readonly folder: string | null;
  /** Scripts that cannot run there. */
  readonly without: readonly string[];
}

/** What it saw. */
export interface Seen {
  /** The isolations that the runtime has. */
  readonly isolations: readonly string[];
  /** How many outcomes were the same as the first isolation's. */
  readonly same: number;
  readonly different: readonly unknown[];
}

export async function observe(_api: unknown, given: Given): Promise<Seen> {
  const isolations: Isolation[] = [];
  for (const isolation of ISOLATIONS) if (await isHad(isolation)) isolations.push(isolation);
  let same = 0;
  const different: unknown[] = [];
  for (const python of given.pythons) {
    for (const [name, script] of Object.entries(scriptsWith(given.folder))) {
      if (given.without.includes(name)) continue;
      const [first, ...others] = await outcomesOf(script, python, isolations);
      for (const other of others) {
        if (asText(other.outcome) === asText(first?.outcome)) same += 1;
        else different.push({ python, name, first, other });
      }
    }
  }
  return { isolations: isolations.map(({ name }) => name), same, different };
}

/** Whether the runtime has an isolation. */
async function isHad(isolation: Isolation): Promise<boolean> {
  try {
    await isolation.run("1");
    return true;
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith("option isolation is")) return false;
    throw error;
  }
}

/** A value as text; values that are equal have equal texts. */
function asText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return `${part}n`;
    if (part === undefined) return "undefined";
    if (typeof part === "number" && !Number.isFinite(part)) return String(part);
    return part;
  });
}
