import { readdirSync, readFileSync } from "node:fs";

/** Memory that a process and all that it started use alone or together, in bytes. Linux only. */
export function memoryOfTree(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const stat = readOrNothing(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    parents.set(Number(name), parent);
  }
  const isInTree = (id: number | undefined): boolean =>
    id !== undefined && id > 1 && (id === pid || isInTree(parents.get(id)));
  const all = [...parents.keys()].filter(isInTree).map((id) => {
    const [, kilobytes = "0"] =
      /^Pss:\s+(\d+) kB/m.exec(readOrNothing(`/proc/${id}/smaps_rollup`)) ?? [];
    return 1024 * Number(kilobytes);
  });
  return all.reduce((sum, bytes) => sum + bytes, 0);
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process has ended.
    return "";
  }
}
