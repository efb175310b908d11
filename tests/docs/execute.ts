import { join } from "node:path";
import ts from "typescript";
import { type Example, ROOT } from "./examples.js";

/** The modules that examples import, and where the built package has them. */
const PACKAGES: Readonly<Record<string, string>> = {
  "micropython-wasm": join(ROOT, "dist/index.node.js"),
  "micropython-wasm/agent": join(ROOT, "dist/agent.js"),
  "micropython-wasm/stores": join(ROOT, "dist/stores.js"),
  "micropython-wasm/mcp": join(ROOT, "dist/mcp.js"),
  "micropython-wasm/ai-sdk": join(ROOT, "dist/ai-sdk.js"),
  "micropython-wasm/codemode": join(ROOT, "dist/codemode.js"),
  "micropython-wasm/langchain": join(ROOT, "dist/langchain.js"),
  "micropython-wasm/openai-agents": join(ROOT, "dist/openai-agents.js"),
  "micropython-wasm/opentelemetry": join(ROOT, "dist/opentelemetry.js"),
  "micropython-wasm/cpython": join(ROOT, "dist/cpython.js"),
  "micropython-wasm/http": join(ROOT, "dist/http.js"),
};

/** A statement of an example, with its expected and its actual result. */
export interface Outcome {
  readonly said: unknown;
  readonly actual: unknown;
}

/**
 * Runs an example. A comment after `console.log(…);` is the expected output; after any other expression, it
 * is the expression's value.
 */
export async function execute({ code }: Example): Promise<Outcome[]> {
  const { outputText } = ts.transpileModule(observed(code), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const body = outputText
    .replace(/^export \{\};$/gm, "")
    .replace(
      /\bimport (\{[^}]*\}|\w+) from ("[^"]*");/g,
      (_, names: string, from) =>
        `const ${names.replaceAll(" as ", ": ")} = await importModule(${from});`,
    );
  const outcomes: Outcome[] = [];
  const printed: string[] = [];
  const names = {
    console: {
      log: (...values: unknown[]) => printed.push(values.map(String).join(" ").trim()),
    },
    importModule: (name: string) => import(PACKAGES[name] ?? name),
    valueIs: (said: unknown, actual: unknown) => outcomes.push({ said, actual }),
    printedIs: (said: string) => outcomes.push({ said, actual: printed.pop() }),
  };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await AsyncFunction(...Object.keys(names), body)(...Object.values(names));
  // Output without a comment would only distract the reader.
  for (const actual of printed)
    outcomes.push({ said: "a comment that says what is printed", actual });
  return outcomes;
}

/** Wraps each expression that has a comment in a call, or adds one after it. */
function observed(code: string): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const [, said] = /^ *\/\/ (.*)/.exec(code.slice(node.end)) ?? [];
    if (ts.isExpressionStatement(node) && said !== undefined) {
      const text = node.expression.getText();
      const call = text.startsWith("console.log(")
        ? `${text}; printedIs(${JSON.stringify(said)});`
        : `valueIs((${said}), ${text});`;
      edits.push({ from: node.getStart(), to: node.end, text: call });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.reduceRight(
    (edited, { from, to, text }) => edited.slice(0, from) + text + edited.slice(to),
    code,
  );
}
