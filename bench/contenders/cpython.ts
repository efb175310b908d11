import { runTool } from "../../artifact/run-tool.js";
import { availability, type Contender, timeProcess } from "../contender.js";

/** The release that this package has comes first; any other is better than none. */
const COMMANDS = ["python3.13", "python3"];

let command: string | null = null;

/** The CPython on the path. */
export const nativeCPython: Contender = {
  name: "cpython",
  title: "CPython",
  available: () =>
    availability(async () => {
      for (const candidate of COMMANDS) {
        const version = await versionOf(candidate);
        if (version === null) continue;
        command = candidate;
        return version;
      }
      throw new Error(`there is no ${COMMANDS.join(" or ")} on the path`);
    }),
  time: ({ file }) => timeProcess(command as string, ["-BIS", file]),
  close: async () => {},
};

async function versionOf(command: string): Promise<string | null> {
  try {
    return (await runTool(command, ["-I", "--version"])).stdout.trim();
  } catch {
    return null;
  }
}
