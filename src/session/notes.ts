import type { GuestException } from "../base/error-types.js";
import { mountsOf, type RunSettings } from "../base/options.js";
import { PACKAGES_PATH } from "../base/packages.js";
import type { Outcome } from "../engine/calls.js";
import { ABSENT_MODULES } from "./absent-modules.js";

/** What a run's settings say about the modules that it could have had. */
type Offered = Pick<RunSettings, "python" | "hostFunctions"> & Parameters<typeof mountsOf>[0];

/** Adds a note to a traceback if the exception has to do with the sandbox, as Python adds an exception's own. */
export function withNote(outcome: Outcome, settings: Offered): Outcome {
  const { end } = outcome;
  if (end.kind !== "exception") return outcome;
  const note = noteOn(end.exception, settings);
  if (note === null) return outcome;
  const traceback = `${end.exception.traceback}${note}\n`;
  return { ...outcome, end: { ...end, exception: { ...end.exception, traceback } } };
}

function noteOn(exception: GuestException, settings: Offered): string | null {
  const { pythonType, pythonMessage, traceback } = exception;
  if (pythonType === "ModuleNotFoundError") {
    const [, name] = /^No module named '(\w{1,100})'$/.exec(pythonMessage) ?? [];
    return name === undefined ? null : noteOnAbsent(name, settings);
  }
  if (pythonType === "FileNotFoundError" && pythonMessage.startsWith(NO_TEMPORARY_FOLDER)) {
    return "There is no folder for temporary files; the host can mount one at /tmp.";
  }
  if (pythonType === "SyntaxError" && settings.python === "micropython") {
    return noteOnSyntax(traceback);
  }
  return null;
}

/** How the message of `tempfile` begins if it finds no folder that it can write to. */
const NO_TEMPORARY_FOLDER = "[Errno 2] No usable temporary directory found in ";

const HOW_TO_ADD =
  "The host adds packages with the option packages, and modules with the option modules.";

function noteOnAbsent(name: string, settings: Offered): string {
  const absent = Object.entries(ABSENT_MODULES).find(([, { modules }]) => modules.includes(name));
  if (absent === undefined) {
    const isAdded = mountsOf(settings).some(({ path }) => path.startsWith(`${PACKAGES_PATH}/`));
    return isAdded ? `${name} is not in the packages that are there. ${HOW_TO_ADD}` : HOW_TO_ADD;
  }
  const [, { why, remedy }] = absent;
  const hasHttp = remedy.includes("http_get") && settings.hostFunctions.has("http_get");
  return `${name} ${why}${hasHttp ? "; call http_get" : remedy}.`;
}

/** MicroPython reads only a part of the language, so the packages may be right. */
function noteOnSyntax(traceback: string): string | null {
  const places = [...traceback.matchAll(/^ {2}File "([^"\n]{1,4096})", line (\d{1,9})/gm)];
  const [, path = "", line] = places[places.length - 1] ?? [];
  if (!path.startsWith(`${PACKAGES_PATH}/`)) return null;
  return `MicroPython cannot read line ${line} of ${path} (run with python="cpython").`;
}
