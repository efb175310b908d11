import { program, type Script } from "./script.js";

/** What programs do with a folder of the host, which contains `data.txt`. */
export const withFolder = (folder: string): Record<string, Script> => ({
  "files, and a folder of the host": program(
    "print(open('/files/a.txt').read(), open('/input/data.txt').read())\nopen('/input/x', 'w')",
    { mounts: [{ path: "/files", files: { "a.txt": "given" } }], readonlyDir: folder },
  ),
  "a folder of the host that is not there": program("1", { readonlyDir: `${folder}/missing` }),
});
