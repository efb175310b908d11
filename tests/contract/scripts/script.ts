import type { MicroPythonSession, RunOptions } from "micropython-wasm";
import type { Isolation } from "../isolations.js";

/** Does something, and notes what the host sees of it. */
export type Script = (isolation: Isolation, note: Note) => Promise<unknown>;

export type Note = (seen: unknown) => void;

/** A script that runs a program. */
export const program =
  (code: string, options: RunOptions | ((note: Note) => RunOptions) = {}): Script =>
  (isolation, note) =>
    isolation.run(code, typeof options === "function" ? options(note) : options);

/** A script that uses a session. */
export const inSession =
  (
    work: (session: MicroPythonSession, isolation: Isolation) => Promise<unknown>,
    options: RunOptions = {},
  ): Script =>
  async (isolation) => {
    const session = isolation.session(options);
    try {
      return await work(session, isolation);
    } finally {
      await session.close();
    }
  };
