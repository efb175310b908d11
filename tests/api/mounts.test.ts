import {
  type FileStore,
  MicroPythonFileError,
  MicroPythonSessionSync,
  type Mount,
  type RunOptions,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const printed = (code: string, ...mounts: Mount[]) => runSync(code, { mounts }).stdout;

describe("a custom store", () => {
  function store(methods: Partial<FileStore>): Mount {
    const refuse = () => {
      throw new MicroPythonFileError("EROFS");
    };
    const nothing: FileStore = {
      stat: () => null,
      list: () => [],
      open: refuse,
      makeFolder: refuse,
      removeFile: refuse,
      removeFolder: refuse,
      rename: refuse,
    };
    return { path: "/s", store: { ...nothing, ...methods } };
  }

  it("receives the program's requests, with clean paths", () => {
    const asked: string[] = [];
    const mount = store({
      stat: (path) => {
        asked.push(path);
        return { kind: "folder", size: 0, modifiedMs: 0 };
      },
    });
    printed("import os\nfor p in '/s', '/s/', '/s/./a//b/../c', '/s/d/..': os.stat(p)", mount);
    expect(asked).toEqual(["", "", "a/b", "a/c", "d", "", ""]);
  });

  it("hides from the program what it throws or returns wrongly", () => {
    const file = { read: () => 0, write: () => {}, size: () => 0, close: () => {} };
    const broken: Partial<FileStore>[] = [
      {
        open: () => {
          throw new Error("/etc/secret");
        },
      },
      {
        open: () => {
          throw "text";
        },
      },
      { open: () => ({ ...file, read: () => 9999 }) },
      { open: () => ({ ...file, read: () => -1 }) },
      { open: () => ({ ...file, read: () => Promise.resolve(1) as never }) },
      { open: () => ({ ...file, read: () => Number.NaN }) },
      { open: () => null as never },
    ];
    for (const methods of broken) {
      const code = "try: print(open('/s/a').read(10))\nexcept OSError as e: print(e)";
      expect(printed(code, store(methods))).toMatch(
        /^\[Errno 5\] Input\/output error(: '\/s\/a')?\n$/,
      );
    }
    const list = () =>
      ["..", "a/b", "", "ok", "a\0"].map((name) => ({ name, kind: "file" }) as const);
    expect(printed("import os; print(os.listdir('/s'))", store({ list }))).toBe("['ok']\n");
  });
});

describe("invalid options", () => {
  const memory = {};
  it.each<[options: object, message: string]>([
    [{ mounts: {} }, "option mounts is an object; allowed is an array of mounts"],
    [{ mounts: [5] }, "option mounts[0] is 5; allowed is a plain object"],
    [
      { mounts: [{ path: "/a" }] },
      "option mounts[0] has none of them; allowed is one of files, memory, store, hostDir",
    ],
    [
      { mounts: [{ path: "/a", memory, files: {} }] },
      "option mounts[0] has files and memory; allowed is one of",
    ],
    [
      { mounts: [{ path: "a", memory }] },
      'option mounts[0].path is "a"; allowed is a path such as "/data", without "." and ".."',
    ],
    [{ mounts: [{ path: "/a/../b", memory }] }, 'option mounts[0].path is "/a/../b"; allowed'],
    [{ mounts: [{ memory }] }, "option mounts[0].path is undefined; allowed is a string"],
    [
      { mounts: [{ path: "/a", memory, access: "read" }] },
      'option mounts[0] has "access"; allowed are path, memory',
    ],
    [
      { mounts: [{ path: "/a", memory: { maxBytes: -1 } }] },
      "option mounts[0].memory.maxBytes is -1; allowed is a whole number from 0 to 1073741824",
    ],
    [
      { mounts: [{ path: "/a", memory: { maxFiles: "9" } }] },
      'option mounts[0].memory.maxFiles is "9"; allowed is a whole number from 0 to 1000000',
    ],
    [
      { mounts: [{ path: "/a", memory: { bytes: 1 } }] },
      'option mounts[0].memory has "bytes"; allowed are maxBytes, maxFiles',
    ],
    [
      { mounts: [{ path: "/a", files: { "../b": "" } }] },
      'option mounts[0].files has "../b"; allowed is a path such as "a.csv"',
    ],
    [
      { mounts: [{ path: "/a", files: { a: 5 } }] },
      'option mounts[0].files["a"] is 5; allowed is a string or a Uint8Array',
    ],
    [
      { mounts: [{ path: "/a", files: { a: "", "a/b": "" } }] },
      'option mounts[0].files has "a" as a file and as a folder',
    ],
    [
      { mounts: [{ path: "/a", store: { stat() {} } }] },
      "option mounts[0].store is an object without list; allowed is an object with the methods stat, list,",
    ],
    [
      {
        mounts: [
          { path: "/a", memory },
          { path: "/a/b", memory },
        ],
      },
      'option mounts has "/a/b" in "/a"',
    ],
    [
      {
        mounts: [
          { path: "/a", memory },
          { path: "/a", memory },
        ],
      },
      'option mounts has "/a" in "/a"',
    ],
    [{ mounts: [{ path: "/lib", memory }], modules: {} }, 'option mounts has "/lib" in "/lib"'],
    [
      { mounts: [{ path: "/a", hostDir: "" }] },
      'option mounts[0].hostDir is ""; allowed is the path of a folder',
    ],
    [
      { mounts: [{ path: "/a", hostDir: "/no/such/folder" }] },
      'option mounts[0].hostDir is "/no/such/folder"; allowed is the path of a folder that can be read',
    ],
    [
      { mounts: [{ path: "/a", hostDir: ".", access: "write" }] },
      'option mounts[0].access is "write"; allowed is "read" or "read-write"',
    ],
    [
      { mounts: [{ path: "/a", hostDir: ".", maxBytes: 1 }] },
      'option mounts[0].maxBytes is 1; allowed is one only where access is "read-write"',
    ],
    [
      { mounts: [{ path: "/a", hostDir: ".", include: "*" }] },
      'option mounts[0].include is "*"; allowed is an array of patterns',
    ],
    [
      { mounts: [{ path: "/a", hostDir: ".", exclude: ["/x"] }] },
      'option mounts[0].exclude[0] is "/x"; allowed is a pattern such as',
    ],
    [{ readonlyDir: 5 }, "option readonlyDir is 5; allowed is a string"],
    [
      { modules: { "a.txt": "" } },
      'option modules has "a.txt"; allowed is a name that ends in .py',
    ],
    [{ modules: [] }, "option modules is an array; allowed is a plain object"],
  ])("%o", (options, message) => {
    expect(() => runSync("print(1)", options as RunOptions)).toThrow(message);
  });

  it("include a session's options for one of its runs", () => {
    const session = new MicroPythonSessionSync();
    for (const name of ["mounts", "readonlyDir", "modules"]) {
      expect(() => session.run("1", { [name]: [] } as never)).toThrow(
        `option ${name} belongs to the session; a single run cannot change it`,
      );
    }
  });
});
