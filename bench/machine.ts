import { cpus, loadavg } from "node:os";

/** Where the numbers come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  /** Programs at work on average in the minute before the start; 0 is an idle machine. */
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

/** Says in a line where the numbers come from. */
export function machineLine({ cpu, cores, node, v8, platform, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${platform}, Node ${node} (V8 ${v8}), load ${load}`;
}
