import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getFile, type Tree } from "../clang.js";
import { BuildError } from "../progress.js";
import { loadUserModules } from "./user-modules.js";

describe("user C modules", () => {
  let root: string;
  let tree: Tree;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "user-modules-test-"));
    tree = {};
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  /** The result of reading one module's makefile. */
  function read(makefile: string) {
    write("one/micropython.mk", makefile);
    return loadUserModules(tree, root);
  }

  it("are the folders with a micropython.mk, sorted by name", () => {
    write("b/micropython.mk", "SRC_USERMOD += $(USERMOD_DIR)/b.c\nCFLAGS_USERMOD += -DB=1\n");
    write("b/b.c", "int b;\n");
    write("a/micropython.mk", "SRC_USERMOD_C = $(USERMOD_DIR)/a.c\n");
    write("a/src/a.h", "extern int a;\n");
    write("docs/readme.c", "");
    expect(loadUserModules(tree, root)).toEqual({
      files: ["modules/a/a.c", "modules/b/b.c"],
      flags: ["-DB=1"],
    });
    expect(getFile(tree, "modules/a/src/a.h")).toBe("extern int a;\n");
    expect(getFile(tree, "modules/docs/readme.c")).toBeUndefined();
  });

  it("can use variables, comments, continued lines and wildcards", () => {
    write("one/src/y.c", "");
    write("one/src/x.c", "");
    write("one/src/x.h", "");
    const { files, flags } = read(`
ONE_DIR := $(USERMOD_DIR)  # this folder
SRC_USERMOD_LIB_C += \\
    $(ONE_DIR)/lib.c
SRC_USERMOD_C += $(wildcard $(ONE_DIR)/src/*.c)
CFLAGS_USERMOD += -I\${ONE_DIR}/src
CFLAGS_USERMOD += -DDEEP
`);
    expect(files).toEqual(["modules/one/src/x.c", "modules/one/src/y.c", "modules/one/lib.c"]);
    expect(flags).toEqual(["-Imodules/one/src", "-DDEEP"]);
  });

  it.each([
    ["ifeq ($(A),1)", ':1: "ifeq ($(A),1)" is not an assignment; nothing else is allowed'],
    [
      "SRC_USERMOD = $(shell ls)",
      ':1: "$(shell ls)" cannot be read; allowed are variables and wildcard',
    ],
    ["SRC_USERMOD_CXX = $(USERMOD_DIR)/a.cpp", ": C++ is not supported; allowed are C files"],
    ["SRC_USERMOD = /etc/a.c", ": /etc/a.c is not below $(USERMOD_DIR)"],
  ])("refuse modules that cannot be built: %s", (makefile, message) => {
    expect(() => read(makefile)).toThrow(
      new BuildError(join(root, "one/micropython.mk") + message),
    );
  });

  it("refuse a folder without modules", () => {
    const message = `--user-c-modules: no folder in ${root} has a micropython.mk`;
    expect(() => loadUserModules(tree, root)).toThrow(new BuildError(message));
  });
});
