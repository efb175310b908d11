import type { PythonName } from "micropython-wasm";
import { ISOLATIONS, type Isolation, outcomeOf } from "./isolations.js";
import { withFolder } from "./scripts/folders.js";
import { IMAGES } from "./scripts/images.js";
import { PROGRAMS } from "./scripts/programs.js";
import { REPLAYS } from "./scripts/replays.js";
import type { Script } from "./scripts/script.js";
import { SESSIONS } from "./scripts/sessions.js";

/** What a script did with one isolation. */
export interface ScriptOutcome {
  readonly isolation: string;
  readonly outcome: unknown;
}

/** Every script. @param folder a folder of the host with `data.txt`; `null` if the runtime has none */
export function scriptsWith(folder: string | null): Record<string, Script> {
  return {
    ...PROGRAMS,
    ...(folder !== null && withFolder(folder)),
    ...SESSIONS,
    ...REPLAYS,
    ...IMAGES,
  };
}

/** What a script does with each isolation that the runtime has. */
export async function outcomesOf(
  script: Script,
  python: PythonName,
  isolations: readonly Isolation[] = ISOLATIONS,
): Promise<readonly ScriptOutcome[]> {
  const outcomes: ScriptOutcome[] = [];
  for (const isolation of isolations) {
    const seen: unknown[] = [];
    const end = await outcomeOf(() =>
      script(withPython(isolation, python), (what) => seen.push(what)),
    );
    outcomes.push({ isolation: isolation.name, outcome: { end, seen } });
  }
  return outcomes;
}

function withPython(isolation: Isolation, python: PythonName): Isolation {
  return {
    ...isolation,
    run: (code, options) => isolation.run(code, { python, ...options }),
    session: (options) => isolation.session({ python, ...options }),
    replay: (options) => isolation.replay({ python, ...options }),
    restore: (bytes, options) => isolation.restore(bytes, { python, ...options }),
  };
}
