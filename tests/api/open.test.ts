import fc from "fast-check";
import { type Mount, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const MEMORY: Mount = { path: "/t", memory: {} };

/** Python that prints the class and the number or message of the error that a call raises. */
const ATTEMPT = `
import os, sys
def attempt(f, *args, **named):
    try: return f(*args, **named)
    except Exception as e: return type(e).__name__ + " " + str(e.args[0])
with open("/t/a", "w") as f: f.write("precious")
`;

const printed = (code: string) => runSync(ATTEMPT + code, { mounts: [MEMORY] }).stdout.trimEnd();

describe("open", () => {
  it.each(["r", "rt", "tr", "rb", "br", "r+", "rb+", "r+b", "+br", "a", "ab", "a+"])(
    "accepts the mode %s",
    (mode) => {
      expect(
        printed(`print(type(open("/t/a", "${mode}")).__name__ in ("FileIO", "TextIOWrapper"))
print(open("/t/a").read())`),
      ).toBe("True\nprecious");
    },
  );

  it.each(
    [
      "",
      "q",
      "b",
      "t",
      "+",
      "rw",
      "wr",
      "ra",
      "r+w",
      "rb+w",
      "xw",
      "ww",
      "rr",
      "w++",
      "wbt",
    ].concat(["wbb", "r ", "rU", "w\\0", "W"]),
  )("refuses the mode '%s' and changes nothing", (mode) => {
    const code = `
for path in "/t/a", "/t/new": print(attempt(open, path, "${mode}").split(":")[0])
print(os.listdir("/t"), open("/t/a").read())`;
    expect(printed(code)).toBe("ValueError invalid mode\nValueError invalid mode\n['a'] precious");
  });

  it("refuses what is not a file, with Linux's error numbers", () => {
    const code = `
os.mkdir("/t/d")
for path in "", "/t/a/", "/t/no/", "/t/d", "/t/d/", "/t/a/.", "/t/no/../a", "/t/a/../a":
    print(attempt(open, path), attempt(open, path, "w"))
print(os.listdir("/t"))`;
    const [enoent, enotdir, eisdir] = [
      "FileNotFoundError 2",
      "NotADirectoryError 20",
      "IsADirectoryError 21",
    ];
    expect(printed(code).split("\n")).toEqual([
      `${enoent} ${enoent}`,
      `${enotdir} ${eisdir}`,
      `${enoent} ${eisdir}`,
      `${eisdir} ${eisdir}`,
      `${eisdir} ${eisdir}`,
      `${enotdir} ${enotdir}`,
      `${enoent} ${enoent}`,
      `${enotdir} ${enotdir}`,
      "['a', 'd']",
    ]);
  });

  it("refuses unsupported encodings, and accepts error handlers", () => {
    const code = `
for name in "latin-1", "utf-16", "utf-8-sig", "cp1252", "nope", "": print(attempt(open, "/t/b", "w", encoding=name))
print(os.listdir("/t"))
for name in "utf-8", "UTF8", "utf_8", None: print(open("/t/a", encoding=name, errors="strict").read())`;
    expect(printed(code).split("\n")).toEqual([
      ...["latin-1", "utf-16", "utf-8-sig", "cp1252", "nope", ""].map(
        (name) => `LookupError unknown encoding: ${name}`,
      ),
      "['a']",
      ...Array(4).fill("precious"),
    ]);
  });
});

describe("line ends of text files", () => {
  const read = (content: string, code: string) =>
    runSync(`f = open("/d/x")\n${code}`, { mounts: [{ path: "/d", files: { x: content } }] })
      .stdout;

  it("are newlines however a file is read", () => {
    const part = fc.constantFrom("a", "é", "\r", "\n", "\r\n", "x".repeat(126), "y".repeat(300));
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 200 }), (content, size) => {
        const expected = content.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
        const code = `
def show(parts): print(len(parts), repr("".join(parts)))
show([f.read()]); f.seek(0)
show(f.readlines()); f.seek(0)
parts = []
while True:
    parts.append(f.read(${size}))
    if not parts[-1]: break
show(parts[:0] + ["".join(parts)]); f.seek(0)
parts = []
while True:
    parts.append(f.readline() + f.read(1))
    if not parts[-1]: break
show(["".join(parts)]); f.seek(0)
parts, at = [], []
for line in f: parts.append(line); at.append(f.tell())
again = []
for place in [0] + at[:-1]: f.seek(place); again.append(f.readline())
print(parts == again or parts == [], "".join(parts).count("\\n"))
print(repr(open("/d/x", newline="").read()) == repr(open("/d/x", "rb").read().decode()))`;
        const lines = expected === "" ? 0 : expected.replace(/\n$/, "").split("\n").length;
        const whole = read("x", `print(repr(${JSON.stringify(expected)}))`).trimEnd();
        expect(read(content, code).split("\n")).toEqual([
          `1 ${whole}`,
          `${lines} ${whole}`,
          `1 ${whole}`,
          `1 ${whole}`,
          `True ${expected.split("\n").length - 1}`,
          "True",
          "",
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it("are unchanged in binary files, with newline='' and when written", () => {
    const code = `
with open("/t/b", "w") as f: f.write("a\\r\\nb\\n")
print(open("/t/b", "rb").read(), repr(open("/t/b", newline="").read()), repr(open("/t/b", newline="\\n").readline()))
for newline in "\\r", "\\r\\n", "x": print(attempt(open, "/t/b", newline=newline))`;
    expect(printed(code).split("\n")).toEqual([
      "b'a\\r\\nb\\n' 'a\\r\\nb\\n' 'a\\r\\n'",
      ...Array(3).fill("ValueError newline must be None, '' or '\\n'"),
    ]);
  });
});

describe("text and bytes", () => {
  it("are not mixed in files", () => {
    const code = `
print(attempt(open("/t/b", "wb").write, "str"))
print(attempt(open("/t/c", "w").write, b"bytes"))
print(attempt(sys.stdout.write, b"bytes"), attempt(sys.stdout.buffer.write, "str"))
print(open("/t/b", "wb").write(bytearray(3)), open("/t/c", "w").write("é"))`;
    expect(printed(code).split("\n")).toEqual([
      "TypeError a bytes-like object is required, not 'str'",
      "TypeError write() argument must be str, not bytes",
      "TypeError write() argument must be str, not bytes TypeError a bytes-like object is required, not 'str'",
      "3 1",
    ]);
  });

  it("convert only by UTF-8 and ASCII", () => {
    const code = `
print("é".encode(), "e".encode("ascii"), b"\\xc3\\xa9".decode("utf8"), str(b"e", "us-ascii"))
print(attempt("é".encode, "ascii")[:12], attempt(b"\\xc3\\xa9".decode, "ascii")[:12])
for f in "e".encode, b"e".decode: print(attempt(f, "latin-1"), attempt(f, "utf-8", "replace"))
print(attempt(bytes, "e", "latin-1"), attempt(str, bytearray(b"e"), "nope"))`;
    expect(printed(code).split("\n")).toEqual([
      "b'\\xc3\\xa9' b'e' é e",
      "UnicodeEncod UnicodeDecod",
      "LookupError unknown encoding: latin-1 b'e'",
      "LookupError unknown encoding: latin-1 e",
      "LookupError unknown encoding: latin-1 LookupError unknown encoding: nope",
    ]);
  });
});

describe("paths", () => {
  it("with a NUL are errors, and name no other file", () => {
    const code = `
os.mkdir("/t/d")
path = "/t/a\\0.png"
print(attempt(open, path), attempt(open, path, "w"), attempt(open, b"/t/a\\0"))
for f in os.stat, os.remove, os.mkdir, os.rmdir, os.chdir, os.listdir: print(attempt(f, path), end=" ")
print(attempt(os.rename, path, "/t/b"), attempt(os.rename, "/t/a", "/t/b\\0c"))
print(attempt(__import__, "os\\0x").split()[0], open("/t/a").read(), os.listdir("/t"))`;
    const error = "ValueError embedded null byte";
    expect(printed(code).split("\n")).toEqual([
      `${error} ${error} ${error}`,
      `${error} `.repeat(7) + error,
      "ModuleNotFoundError precious ['a', 'd']",
    ]);
  });

  it("that are empty name nothing, and without a path the working folder is listed", () => {
    const code = `
os.chdir("/t")
for f in os.stat, os.listdir, os.chdir, os.mkdir, os.rmdir, os.remove: print(attempt(f, ""), end=" ")
print(attempt(os.rename, "", "b"), attempt(os.rename, "a", ""))
print(os.listdir(), os.getcwd(), attempt(os.chdir, "no/.."), attempt(os.chdir, "a/.."))`;
    expect(printed(code).split("\n")).toEqual([
      `${"FileNotFoundError 2 ".repeat(7)}FileNotFoundError 2`,
      "['a'] /t FileNotFoundError 2 NotADirectoryError 20",
    ]);
  });
});
