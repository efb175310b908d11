import { type RunOptions, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** The interpreter's modules, and names that MicroPython once had for them. */
function builtInModules(): string[] {
  const listed = runSync("help('modules')").stdout.split("\n").slice(0, -2).join(" ");
  const names = listed.split(/\s+/).filter((name) => name !== "" && name !== "Plus");
  const modules = [...new Set(names.map((name) => name.split("/")[0] as string))];
  return [...modules, ...modules.map((name) => `u${name}`)].filter((name) => /^\w+$/.test(name));
}

describe("the option modules", () => {
  it("uses each module under any name, or refuses it by name", () => {
    const names = builtInModules();
    expect(names.length).toBeGreaterThan(40);
    const used: string[] = [];
    for (const name of names) {
      const code = `import ${name}\nprint(${name}.MARK)`;
      for (const path of [`${name}.py`, `${name}/__init__.py`]) {
        try {
          expect(runSync(code, { modules: { [path]: "MARK = 'used'" } }).stdout).toBe("used\n");
          used.push(name);
        } catch (error) {
          expect([path, String(error)]).toEqual([
            path,
            `RangeError: option modules has "${path}", but Python's own module ${name} would be used instead; rename it`,
          ]);
        }
      }
    }
    expect(used).toContain("json");
    expect(used).not.toContain("sys");
  });

  it("refuses parts of Python's own packages", () => {
    const modules = { "asyncio/extra.py": "" };
    expect(() => runSync("", { modules })).toThrow('option modules has "asyncio/extra.py"');
  });

  it.each([
    ["a Map", new Map([["a.py", ""]])],
    ["a Set", new Set(["a.py"])],
    ["a promise", Promise.resolve({ "a.py": "" })],
    ["an array", ["a.py"]],
  ])("refuses %s, and so do files", (_, value) => {
    const allowed = "allowed is a plain object";
    expect(() => runSync("", { modules: value as never })).toThrow(allowed);
    expect(() => runSync("", { mounts: [{ path: "/d", files: value as never }] })).toThrow(allowed);
  });

  it("accepts a file with the suggested name", () => {
    const files: Record<string, string> = JSON.parse('{ "then": "x" }');
    const mounts = [{ path: "/d", files }];
    expect(runSync("print(open('/d/then').read())", { mounts }).stdout).toBe("x\n");
  });
});

describe("importing", () => {
  const found = (module: string, name: string, options: RunOptions) =>
    runSync(`import ${module}\nprint(hasattr(${module}, "${name}"))`, options).stdout;

  it.each([
    ["json", "dumps"],
    ["random", "randint"],
    ["asyncio", "run"],
    ["host", "call"],
  ])("finds Python's module %s, although a folder has its name", (module, name) => {
    const mounts = [{ path: `/${module}`, memory: {} }];
    expect(found(module, name, { mounts })).toBe("True\n");
  });

  it("finds modules of the option modules before folders of their name", () => {
    const mounts = [{ path: "/data", memory: {} }];
    expect(found("data", "v", { mounts, modules: { "data.py": "v = 1" } })).toBe("True\n");
  });

  it("finds a file before the folder beside it, unless that is a package", () => {
    const beside = { "a.py": "v = 1", "a/rows.py": "", "b.py": "", "b/__init__.py": "v = 1" };
    expect(found("a", "v", { modules: beside })).toBe("True\n");
    expect(found("b", "v", { modules: beside })).toBe("True\n");
  });

  it("takes a folder without __init__.py for a package if nothing else has its name", () => {
    const modules = { "space/inner.py": "v = 1" };
    expect(runSync("import space.inner\nprint(space.inner.v)", { modules }).stdout).toBe("1\n");
  });

  it.each([
    ["leaves out what __all__ does not name", "__all__ = ['p']\np = q = 1", "False False True"],
    [
      "imports names with underscores that __all__ names",
      "__all__ = ['_u']\n_u = 1",
      "True False False",
    ],
    [
      "imports names without underscores if there is no __all__",
      "_u = p = q = 1",
      "False True True",
    ],
  ])("of a star %s", (_, source, expected) => {
    const program = "from a import *\nprint(*(name in globals() for name in ('_u', 'q', 'p')))";
    expect(runSync(program, { modules: { "a.py": source } }).stdout).toBe(`${expected}\n`);
  });

  it("of a star raises for names that are not there, and loads modules of a package", () => {
    expect(() => runSync("from a import *", { modules: { "a.py": "__all__ = ['x']" } })).toThrow(
      "AttributeError",
    );
    const modules = { "p/__init__.py": "__all__ = ['m']", "p/m.py": "v = 1" };
    expect(runSync("from p import *\nprint(m.v)", { modules }).stdout).toBe("1\n");
  });
});

describe("the option readonlyDir", () => {
  it("is named in its errors", () => {
    expect(() => runSync("", { readonlyDir: "/no/such/folder" })).toThrow(
      'option readonlyDir is "/no/such/folder"; allowed is the path of a folder that can be read',
    );
  });
});
