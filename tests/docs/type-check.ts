import { join } from "node:path";
import ts from "typescript";
import { type Example, ROOT } from "./examples.js";

/** The compiler's messages about examples as modules of a strict project that uses the built package. */
export function complaintsAbout(examples: readonly Example[]): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node", "sql.js"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const files = new Map(examples.map((example, at) => [join(ROOT, `example-${at}.mts`), example]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.code ?? readFile(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    const example = files.get(file?.fileName ?? "");
    if (file === undefined || example === undefined) return `${file?.fileName}: ${message}`;
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${example.file}:${example.line + 1 + line}: ${message}`;
  });
}

/** The package's exports, including types. */
export function exportedNames(): string[] {
  const entry = join(ROOT, "dist/index.d.ts");
  const program = ts.createProgram([entry], { noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  return module === undefined ? [] : checker.getExportsOfModule(module).map(({ name }) => name);
}
