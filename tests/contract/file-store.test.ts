import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileStore } from "micropython-wasm";
import { afterAll } from "vitest";
import type { HostDirSettings } from "../../src/base/mounts.js";
import { MemoryStore } from "../../src/files/memory-store.js";
import { openHostFolders, WalkedFolders } from "../../src/platform/node/host-folders.js";
import { HostStore } from "../../src/platform/node/host-store.js";
import { fileStoreContract, quotaContract } from "./file-store.js";

const parent = mkdtempSync(join(tmpdir(), "file-store-"));
afterAll(() => rmSync(parent, { recursive: true }));

type Limits = Pick<HostDirSettings, "maxBytes" | "maxFiles">;
type MakeStore = (limits: Limits) => FileStore;

function hostStore(open: (path: string) => ConstructorParameters<typeof HostStore>[0]): MakeStore {
  return (limits) => {
    const hostDir = mkdtempSync(join(parent, "dir-"));
    const settings = {
      hostDir,
      canWrite: true,
      maxFileBytes: Infinity,
      include: null,
      exclude: [],
    };
    return new HostStore(open(hostDir), { ...settings, ...limits });
  };
}

const STORES: Record<string, MakeStore> = {
  "in memory": (limits) => new MemoryStore(limits, Date.now),
  "in a folder of the host": hostStore(openHostFolders),
  "in a folder of a host that cannot hold folders": hostStore((path) => new WalkedFolders(path)),
};

for (const [name, make] of Object.entries(STORES)) {
  fileStoreContract(name, () => make({ maxBytes: Infinity, maxFiles: Infinity }));
  quotaContract(name, () => make({ maxBytes: 10, maxFiles: 3 }));
}
