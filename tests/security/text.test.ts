import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { canaryTrouble, failure, outcomeOf } from "./outcome.js";

describe("names with a meaning in JavaScript", () => {
  const names = [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "then",
    "hasOwnProperty",
  ];

  it.each(names)("mean nothing here: %s", (name) => {
    const code = `
${name} = 1
class A: ${name} = 2
d = {"${name}": 3}
def f(${name}): return ${name}
print(${name}, A.${name}, A().${name}, d["${name}"], f(${name}=4), globals()["${name}"])`;
    expect(outcomeOf(code).facts.stdout).toBe("1 2 2 3 4 1\n");
    expect(failure(`class ${name}(Exception): pass\nraise ${name}("x")`)).toMatchObject({
      pythonType: name,
      pythonMessage: "x",
    });
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(({} as Record<string, unknown>).stdout).toBeUndefined();
  });
});

describe("an error that reaches the host", () => {
  it("holds only plain data", () => {
    const error = failure("print('x')\nclass E(Exception): pass\nraise E('m', {}, print)");
    expect(error.files).toEqual({});
    for (const [name, value] of Object.entries({ ...error, files: "" })) {
      expect([name, typeof value]).toEqual([
        name,
        expect.stringMatching(/^(string|number|boolean)$/),
      ]);
    }
    expect(error.cause).toBeUndefined();
  });

  it("is bounded, whatever the program makes of it", () => {
    const long = failure(
      `class ${"E".repeat(60_000)}(Exception): pass\nraise ${"E".repeat(60_000)}("x" * 10**6)`,
    );
    expect(JSON.stringify(long).length).toBeLessThan(400_000);
    expect(outcomeOf("class E(Exception):\n  def __str__(self): raise self\nraise E").ending).toBe(
      "E",
    );
    const endless = "class E(Exception):\n  def __str__(self):\n    while True: pass\nraise E";
    expect(["E", "fuel"]).toContain(outcomeOf(endless).ending);
    const lying = "class E(Exception):\n  def __str__(self): return 5\nraise E";
    expect(["E", "TypeError"]).toContain(outcomeOf(lying).ending);
    const chatty =
      "class E(Exception):\n  def __str__(self):\n    print('more')\n    return 'x'\nraise E";
    expect(outcomeOf(chatty).ending).toBe("E");
  });

  it("is dead but harmless if a callback threw", () => {
    const thrown = new Error("of the host");
    const options = {
      onStdout: () => {
        throw thrown;
      },
    };
    const code = "try:\n  print(1)\nexcept BaseException as e:\n  print('caught', e)";
    const error = failure(code, options);
    expect(error).toMatchObject({ code: "crashed" });
    expect(error.message).not.toContain("of the host");
    expect(error.cause).toBe(thrown);
    expect(canaryTrouble()).toBeNull();
  });

  it("can come from a callback that runs another program", () => {
    const inner: string[] = [];
    const onStdout = () => inner.push(runSync("print('inner')").stdout);
    expect(runSync("print('outer')\nprint('end')", { onStdout }).stdout).toBe("outer\nend\n");
    expect(inner).toContain("inner\n");
  });
});

describe("text from the host", () => {
  it.each(["a\0b", "\n", "\x1b[31m", "../../x", "é😀", "", "x".repeat(65_535)])(
    "is only text as a file name: %j",
    (filename) => {
      const code = "print(__file__ == name if 'name' in globals() else len(__file__))\n1 / 0";
      const { ending, facts } = outcomeOf(code, { filename });
      expect(ending).toBe("ZeroDivisionError");
      expect(facts.stdout).toBe(`${[...filename].length}\n`);
    },
  );

  it("is only text as an argument", () => {
    const argv = ["a\0b", "\n", "x".repeat(1_000_000), "--help", "$(id)", "\x1b"];
    const code = "import sys\nprint([len(a) for a in sys.argv])";
    expect(outcomeOf(code, { argv }).facts.stdout).toBe("[3, 1, 1000000, 6, 5, 1]\n");
    const many = Array.from({ length: 100_000 }, () => "x");
    expect(outcomeOf("1", { argv: many }).ending).toMatch(/^(finished|memory)$/);
  });

  it.each([
    "\0",
    "print(1)\0print(2)",
    "\x01",
    "print(1)\x1a",
    "\x7f",
    "\u2028",
    "\ufeff\ufeff1",
    "'",
  ])("is refused as code if it is not text: %j", (code) => {
    expect(outcomeOf(code).ending).toMatch(/^(SyntaxError|NameError|IndentationError)$/);
  });

  it("can have any character inside a string", () => {
    const all = Array.from({ length: 0x3000 }, (_, i) => String.fromCharCode(i)).filter(
      (c) => !'"\\\n\r'.includes(c),
    );
    expect(outcomeOf(`print(len("${all.join("")}"))`).facts.stdout).toBe(`${all.length}\n`);
  });
});
