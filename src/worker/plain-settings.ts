import type { MountSettings } from "../base/mounts.js";
import { mountsOf, type RunSettings } from "../base/options.js";

/** Settings that only the host's thread can use: functions, and what has methods. */
type HostOnly = "signal" | "stdin" | "onStdout" | "onStderr" | "hostFunctions" | "mounts";

/** What becomes of them. */
interface Streams {
  /** `null` if a function in the host's thread returns the lines. */
  readonly stdin: string | Uint8Array | null;
  readonly onStdout: boolean;
  readonly onStderr: boolean;
}

/** Settings that a message can carry. */
export interface PlainSettings
  extends Omit<RunSettings, HostOnly | "readonlyDir" | "modules">,
    Streams {
  readonly hostFunctions: readonly string[];
  /** All mounts. */
  readonly mounts: readonly PlainMount[];
}

/** A mount; a store stays in the host's thread. */
export type PlainMount =
  | Exclude<MountSettings, { kind: "store" }>
  | { readonly path: string; readonly kind: "remote" };

const OF_CALL = [
  "filename",
  "returnValue",
  "fuel",
  "wallTimeoutMs",
  "maxStdoutBytes",
  "maxStderrBytes",
  "onOutputLimit",
  "maxSourceBytes",
  "maxHostResultBytes",
  "maxHostCalls",
  "excludeHostTime",
] as const satisfies (keyof RunSettings)[];

/** The settings of one call of a session. */
export type PlainCallSettings = Pick<RunSettings, (typeof OF_CALL)[number]> &
  Omit<Streams, "stdin"> & {
    /** The call's own input; by default it continues with the session's. */
    readonly ownStdin?: string | Uint8Array | null;
  };

/** Makes settings that a message can carry. @param readsFolders whether the worker can read folders */
export function plainSettings(settings: RunSettings, readsFolders: boolean): PlainSettings {
  const { signal: _, readonlyDir: _dir, modules: _modules, ...rest } = settings;
  return {
    ...rest,
    ...streamsOf(settings),
    hostFunctions: [...settings.hostFunctions.keys()],
    mounts: mountsOf(settings).map((mount) => {
      const isRemote = mount.kind === "store" || (mount.kind === "hostDir" && !readsFolders);
      return isRemote ? { path: mount.path, kind: "remote" } : mount;
    }),
  };
}

/** The same for one call. */
export function plainCallSettings(settings: RunSettings, hasOwnStdin: boolean): PlainCallSettings {
  const own = Object.fromEntries(OF_CALL.map((name) => [name, settings[name]]));
  const { stdin, ...streams } = streamsOf(settings);
  const plain = { ...own, ...streams } as PlainCallSettings;
  return hasOwnStdin ? { ...plain, ownStdin: stdin } : plain;
}

function streamsOf({ stdin, onStdout, onStderr }: RunSettings): Streams {
  return {
    stdin: typeof stdin === "function" ? null : stdin,
    onStdout: onStdout !== null,
    onStderr: onStderr !== null,
  };
}
