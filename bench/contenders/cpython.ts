import { runTool } from "../../artifact/run-tool.js";
import { availability, type Contender, timeProcess } from "../contender.js";

const COMMAND = "python3";

/** The CPython on the path. */
export const cpython: Contender = {
  name: "cpython",
  title: "CPython",
  available: () =>
    availability(async () => (await runTool(COMMAND, ["-I", "--version"])).stdout.trim()),
  time: ({ file }) => timeProcess(COMMAND, ["-BIS", file]),
  close: async () => {},
};
