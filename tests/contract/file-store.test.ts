import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { FileStore } from "micropython-wasm";
import { afterAll, describe, expect, it } from "vitest";
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
      option: "hostDir",
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

const path = fc.constantFrom("a", "b", "a/a", "a/b", "b/a", "a/a/a", "b/b/b");
const flag = fc.boolean();

/** An operation on a store: its description, and its result. */
interface Action {
  readonly said: unknown;
  act(store: FileStore): unknown;
}

const on = (name: string, act: (store: FileStore, path: string) => unknown) =>
  path.map((path): Action => ({ said: [name, path], act: (store) => act(store, path) }));

const action: fc.Arbitrary<Action> = fc.oneof(
  on("stat", (store, path) => {
    const { kind, size } = store.stat(path) ?? {};
    return [kind, size];
  }),
  on("list", (store, path) =>
    store
      .list(path)
      .map(({ name, kind }) => name + kind)
      .sort(),
  ),
  on("makeFolder", (store, path) => store.makeFolder(path)),
  on("removeFile", (store, path) => store.removeFile(path)),
  on("removeFolder", (store, path) => store.removeFolder(path)),
  fc.tuple(path, path).map(([from, to]) => ({
    said: ["rename", from, to],
    act: (store: FileStore) => store.rename(from, to),
  })),
  fc
    .record({
      path,
      how: fc.record({ create: flag, exclusive: flag, truncate: flag }),
      position: fc.nat(20),
      length: fc.nat(20),
    })
    .map(({ path, how, position, length }) => ({
      said: ["write", path, how, position, length],
      act: (store: FileStore) => {
        const file = store.open(path, { ...how, write: true });
        try {
          file.write(new Uint8Array(length).fill(7), position);
          const content = new Uint8Array(50);
          return [file.size(), [...content.subarray(0, file.read(content, 0))]];
        } finally {
          file.close();
        }
      },
    })),
);

describe("stores in memory and in folders of the host", () => {
  it("behave alike, whatever the operation", () => {
    const outcome = (work: () => unknown) => {
      try {
        return work() ?? null;
      } catch (error) {
        return (error as { errno?: string }).errno ?? error;
      }
    };
    const limits = { maxBytes: 60, maxFiles: 5 };
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const stores = Object.values(STORES).map((make) => make(limits));
        for (const [i, { said, act }] of actions.entries()) {
          const [first, ...others] = stores.map((store) => outcome(() => act(store)));
          const told = actions.slice(0, i + 1).map(({ said }) => said);
          for (const other of others) expect([told, said, other]).toEqual([told, said, first]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
