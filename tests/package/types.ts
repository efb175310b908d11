import { join } from "node:path";
import ts from "typescript";

const TYPES = join(import.meta.dirname, "../../node_modules/@types");

/** How a project resolves imports, and its target. */
export interface TypeSettings {
  readonly moduleResolution: "node16" | "bundler";
  /** Where its platform types come from; `none` for a project with only the language. */
  readonly platform: "node" | "dom" | "none";
}

/** The compiler's errors for a program, including its libraries. */
export function complaintsAbout(path: string, settings: TypeSettings): string[] {
  const { moduleResolution, platform } = settings;
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      target: "ES2022",
      module: moduleResolution === "bundler" ? "ESNext" : moduleResolution,
      moduleResolution,
      lib: ["ES2022", ...(platform === "dom" ? ["DOM"] : [])],
      types: platform === "node" ? ["node"] : [],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
    },
    ".",
  );
  options.typeRoots = [TYPES];
  const program = ts.createProgram([path], options);
  return [...errors, ...ts.getPreEmitDiagnostics(program)].map(({ messageText, file }) =>
    `${file?.fileName ?? ""} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`.trim(),
  );
}
