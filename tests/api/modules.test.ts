import { runSync } from "micropython-wasm";
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

describe("the option readonlyDir", () => {
  it("is named in its errors", () => {
    expect(() => runSync("", { readonlyDir: "/no/such/folder" })).toThrow(
      'option readonlyDir is "/no/such/folder"; allowed is the path of a folder that can be read',
    );
  });
});
