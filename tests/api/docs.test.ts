import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
/** What examples import, and where it is. */
const PACKAGES: Readonly<Record<string, string>> = {
  "micropython-wasm": join(ROOT, "dist/index.node.js"),
  "micropython-wasm/http": join(ROOT, "dist/http.js"),
};

interface Example {
  readonly file: string;
  /** Line of the file where it starts. */
  readonly line: number;
  readonly code: string;
}

/** The TypeScript examples of a page that say what they print. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)]
    .map(({ 1: code = "", index }) => ({
      file,
      line: text.slice(0, index).split("\n").length,
      code,
    }))
    .filter(({ code }) => code.includes("console.log("));
}

/** Runs an example, and gives what it printed, without white space around it. */
async function output({ code }: Example): Promise<string[]> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const printed: string[] = [];
  const log = (...values: unknown[]) => printed.push(values.map(String).join(" ").trim());
  const body = outputText.replace(
    /^import (.*) from ("micropython-wasm[^"]*");$/gm,
    (_, names, from) => `const ${names} = await load(${from});`,
  );
  const load = (name: string) => import(PACKAGES[name] as string);
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await AsyncFunction("console", "load", body)({ log }, load);
  return printed;
}

const PAGES = readdirSync(join(ROOT, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

describe.each(["README.md", ...PAGES])("%s", (file) => {
  it("has examples that print what they say", async () => {
    for (const example of examplesOf(file)) {
      const said = [...example.code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)];
      const place = `${file}:${example.line}`;
      expect(await output(example), place).toEqual(said.map(([, text]) => text));
    }
  });
});
