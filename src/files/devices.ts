import { MicroPythonFileError } from "../base/errors.js";
import type { FileStore, OpenFile } from "../base/file-store.js";
import { readOnly } from "./read-only.js";

/** Where the devices are mounted. */
export const DEVICES_PATH = "/dev";

const NULL_DEVICE: OpenFile = {
  read: () => 0,
  write() {},
  resize() {},
  size: () => 0,
  close() {},
};

/** A folder with the only device that programs expect everywhere: `null`, which is empty, and keeps nothing. */
export const devices: FileStore = {
  ...readOnly({
    stat: (path) => {
      if (path !== "" && path !== "null") return null;
      return { kind: path === "" ? "folder" : "file", size: 0, modifiedMs: 0 };
    },
    list: () => [{ name: "null", kind: "file" }],
    open: () => NULL_DEVICE,
    makeFolder() {},
    removeFile() {},
    removeFolder() {},
    rename() {},
  }),
  open(path, { create, exclusive }) {
    if (path === "") throw new MicroPythonFileError(exclusive ? "EEXIST" : "EISDIR");
    if (path !== "null") throw new MicroPythonFileError(create ? "EACCES" : "ENOENT");
    if (exclusive) throw new MicroPythonFileError("EEXIST");
    return NULL_DEVICE;
  },
};
