import type { SessionFilesSync } from "./session-files-sync.js";

/** What to do with the files of a session; as the method of `SessionFilesSync` with that name. */
export type FileOperation =
  | { readonly kind: "read" | "list" | "remove"; readonly path: string }
  | { readonly kind: "write"; readonly path: string; readonly content: Uint8Array };

/** Does it. @throws MicroPythonFileError */
export function operateOn(files: SessionFilesSync, operation: FileOperation): unknown {
  const { kind, path } = operation;
  return kind === "write" ? files.write(path, operation.content) : files[kind](path);
}
