import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export const ROOT = join(import.meta.dirname, "../..");

/** A block of TypeScript in the documentation. */
export interface Example {
  readonly file: string;
  /** Line of the file where the block starts. */
  readonly line: number;
  /** The block as a module, with the imports that it omits. */
  readonly code: string;
}

/** The names that examples in comments may use without importing them, with their modules. */
export type Imports = ReadonlyMap<string, string>;

/** All pages that users read. */
export const PAGES: readonly string[] = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The TypeScript blocks of a page. */
export function examplesOfPage(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: code = "", index }) => ({
    file,
    line: lineAt(text, index),
    code: `${code}export {};\n`,
  }));
}

/** The sources that have examples in their comments. */
export const SOURCES: readonly string[] = readdirSync(join(ROOT, "src"), { recursive: true })
  .map((name) => `src/${name}`)
  .filter((file) => /(?<!\.test|\.test-tools)\.ts$/.test(file))
  .filter((file) => readFileSync(join(ROOT, file), "utf8").includes("@example"));

/** The examples in a source's comments. */
export function examplesOfSource(file: string, imports: Imports): Example[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/^ *\* @example\n *\* ```ts\n(.*?)^ *\* ```$/gms)].map(
    ({ 1: commented = "", index }) => {
      const code = commented.replace(/^ *\* ?/gm, "");
      return {
        file,
        line: lineAt(text, index),
        code: `${missing(code, imports)}${code}export {};\n`,
      };
    },
  );
}

/** Imports of the names that an example uses but neither imports nor declares. */
function missing(code: string, imports: Imports): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isDeclared =
        (ts.isVariableDeclaration(parent) || ts.isImportSpecifier(parent)) && parent.name === node;
      const isProperty = ts.isPropertyAccessExpression(parent) && parent.name === node;
      if (isDeclared) declared.add(node.text);
      else if (!isProperty) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...used]
    .filter((name) => imports.has(name) && !declared.has(name))
    .map((name) => `import { ${name} } from "${imports.get(name)}"; `)
    .join("");
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
