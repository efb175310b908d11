import { cpus, loadavg } from "node:os";

/** The machine that the numbers were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  /** The load average in the minute before the start; 0 on an idle machine. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** Describes the machine in one line. */
export function machineLine({ cpu, cores, node, v8, platform, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${platform}, Node ${node} (V8 ${v8}), load ${load}`;
}
