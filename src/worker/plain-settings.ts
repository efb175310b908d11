import type { MountSettings } from "../base/mounts.js";
import { mountsOf, normaliseRunOptions, type RunSettings } from "../base/options.js";

/** Settings that only the host's thread can use, or that become something else. */
const HOST_ONLY = [
  "image",
  "isolation",
  "signal",
  "stdin",
  "onStdout",
  "onStderr",
  "onUsage",
  "hostFunctions",
  "mounts",
  "readonlyDir",
  "modules",
  "packages",
] as const satisfies (keyof RunSettings)[];

/** What becomes of them. */
export interface Streams {
  /** `null` if a function in the host's thread returns the lines. */
  readonly stdin: string | Uint8Array | null;
  readonly onStdout: boolean;
  readonly onStderr: boolean;
  readonly onUsage: boolean;
}

/** Settings without what only the host's thread can use. */
type Carried = Omit<RunSettings, (typeof HOST_ONLY)[number]>;

/** Settings that a message can carry: those that differ from the defaults, as each takes time. */
export interface PlainSettings extends Partial<Carried> {
  readonly streams?: Streams;
  readonly hostFunctions?: readonly string[];
  /** All mounts. */
  readonly mounts?: readonly PlainMount[];
  /** Paths of the mounts that are packages. */
  readonly packages?: readonly string[];
}

const DEFAULTS = normaliseRunOptions();

const CARRIED = Object.keys(DEFAULTS).filter(
  (name) => !(HOST_ONLY as readonly string[]).includes(name),
) as (keyof Carried)[];

/** A mount; a store stays in the host's thread, and so do the packages of an image. */
export type PlainMount =
  | Exclude<MountSettings, { kind: "store" | "packages" }>
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
export interface PlainCallSettings extends Partial<Pick<RunSettings, (typeof OF_CALL)[number]>> {
  readonly streams?: Streams;
  /** Whether the call has input of its own instead of the rest of the session's. */
  readonly hasOwnStdin?: true;
}

/** Makes settings that a message can carry. @param readsFolders whether the worker can read folders */
export function plainSettings(settings: RunSettings, readsFolders: boolean): PlainSettings {
  const { hostFunctions, packages } = settings;
  const mounts = mountsOf(settings).map((mount): PlainMount => {
    const { path, kind } = mount;
    if (kind === "store" || kind === "packages") return { path, kind: "remote" };
    const isOfHost = kind === "hostDir" || kind === "archive";
    return isOfHost && !readsFolders ? { path, kind: "remote" } : mount;
  });
  return {
    ...differing(settings, CARRIED),
    ...streamsOf(settings),
    ...(hostFunctions.size > 0 && { hostFunctions: [...hostFunctions.keys()] }),
    ...(mounts.length > 0 && { mounts }),
    ...(packages.length > 0 && { packages: packages.map(({ path }) => path) }),
  };
}

/** The same for one call. */
export function plainCallSettings(settings: RunSettings, hasOwnStdin: boolean): PlainCallSettings {
  const streams = streamsOf(hasOwnStdin ? settings : { ...settings, stdin: "" });
  return { ...differing(settings, OF_CALL), ...streams, ...(hasOwnStdin && { hasOwnStdin }) };
}

/** The settings that `plainSettings` was given, without what only the host's thread can use. */
export function completed(plain: PlainSettings): Carried {
  const {
    streams: _,
    hostFunctions: _functions,
    mounts: _mounts,
    packages: _p,
    ...carried
  } = plain;
  return { ...DEFAULTS, ...carried };
}

/** The same for one call of a session. */
export function completedCall({ streams: _, hasOwnStdin: _own, ...plain }: PlainCallSettings) {
  return { ...Object.fromEntries(OF_CALL.map((name) => [name, DEFAULTS[name]])), ...plain };
}

function differing<Name extends keyof RunSettings>(
  settings: Pick<RunSettings, Name>,
  names: readonly Name[],
): Partial<Pick<RunSettings, Name>> {
  const given: Partial<Record<Name, unknown>> = {};
  for (const name of names) {
    const value: unknown = settings[name];
    const isEmpty = Array.isArray(value) && value.length === 0 && name !== "argv";
    if (value !== DEFAULTS[name] && !isEmpty) given[name] = value;
  }
  return given as Partial<Pick<RunSettings, Name>>;
}

/** What becomes of the streams, unless they are those of the defaults. */
function streamsOf(settings: RunSettings): { readonly streams?: Streams } {
  const { stdin } = settings;
  const onStdout = settings.onStdout !== null;
  const onStderr = settings.onStderr !== null;
  const onUsage = settings.onUsage !== null;
  if (stdin === "" && !onStdout && !onStderr && !onUsage) return {};
  const carried = typeof stdin === "function" ? null : stdin;
  return { streams: { stdin: carried, onStdout, onStderr, onUsage } };
}

/** The streams of the defaults: nothing is read, and nobody listens. */
export const NO_STREAMS: Streams = {
  stdin: "",
  onStdout: false,
  onStderr: false,
  onUsage: false,
};
