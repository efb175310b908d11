import { describe } from "../../base/check.js";
import type { HostDirSettings } from "../../base/mounts.js";
import type { HostDir } from "../../base/platform.js";
import type { PayForEntries } from "../../files/entry-meter.js";
import { readOnly } from "../../files/read-only.js";
import { openHostFolders } from "./host-folders.js";
import { HostStore } from "./host-store.js";

/** Opens a folder of the host. @throws RangeError if it does not exist or cannot be read */
export function openHostDir(settings: HostDirSettings, pay: PayForEntries): HostDir {
  const { option, hostDir, canWrite } = settings;
  try {
    const folders = openHostFolders(hostDir);
    const store = new HostStore(folders, settings, pay);
    return { store: canWrite ? store : readOnly(store), close: () => folders.close() };
  } catch (cause) {
    const allowed = "the path of a folder that can be read";
    throw new RangeError(`${option} is ${describe(hostDir)}; allowed is ${allowed}`, {
      cause,
    });
  }
}
