import { checkSource, describe } from "../base/check.js";
import type { ImageParts } from "../base/image.js";
import type { MountSettings } from "../base/mounts.js";
import { mountsOf } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { openArchive, packagesInFolder } from "../files/packages.js";
import { resultOf } from "./execution.js";
import { runRequest } from "./requests.js";
import { Resident } from "./resident.js";
import { imageParts } from "./saved-image.js";
import {
  normaliseSessionOptions,
  type SessionOptions,
  type SessionSettings,
} from "./session-options.js";

/** Options that say how one program runs, or where. */
type OfPrograms =
  | "isolation"
  | "argv"
  | "stdin"
  | "returnValue"
  | "maxAwakeSessions"
  | "sleepAfterMs";

/**
 * What an image is made from. The limits are those of the setup; `memoryBytes` is also the default for programs
 * from the image. Files, modules, packages and memory mounts are part of the image, with what the setup wrote to
 * them; only the setup can use other folders of the host and stores. With `image`, the setup starts from another
 * image.
 */
export interface ImageOptions extends Omit<SessionOptions, OfPrograms> {
  /**
   * A program that prepares the interpreter: it imports, defines and computes.
   *
   * @defaultValue nothing
   */
  readonly setup?: string;
}

const OF_PROGRAMS: readonly string[] = [
  "isolation",
  "argv",
  "stdin",
  "returnValue",
  "maxAwakeSessions",
  "sleepAfterMs",
] satisfies OfPrograms[];

/** Runs a setup and keeps its state. @throws what the setup's run throws */
export async function makeImage(pools: InstancePools, options?: ImageOptions): Promise<ImageParts> {
  const { setup, settings } = normaliseImageOptions(options);
  const resident = residentOf(pools, settings);
  try {
    await resident.prepare();
    await resident.performLater(runRequest(settings, setup), resultOf);
    const pool = await pools.forImage(resident.imagePool());
    return partsOf(pool, settings, pools.platform);
  } finally {
    resident.close();
  }
}

/** The synchronous twin of `makeImage`. */
export function makeImageSync(pools: InstancePools, options?: ImageOptions): ImageParts {
  const { setup, settings } = normaliseImageOptions(options);
  const resident = residentOf(pools, settings);
  try {
    resident.perform(runRequest(settings, setup), resultOf);
    const pool = pools.forImageSync(resident.imagePool());
    return partsOf(pool, settings, pools.platform);
  } finally {
    resident.close();
  }
}

function normaliseImageOptions(options: ImageOptions = {}) {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options are ${describe(options)}; allowed is an object`);
  }
  const { setup = "", ...others } = options;
  const refused = Object.keys(others).find((name) => OF_PROGRAMS.includes(name));
  if (refused !== undefined) {
    throw new TypeError(`option ${refused} is for programs; an image has none`);
  }
  checkSource("option setup", setup);
  const settings = normaliseSessionOptions({ filename: "<setup>", ...others, argv: [] });
  return { setup, settings: { ...settings, returnValue: false } };
}

function residentOf(pools: InstancePools, { wasm, ...settings }: SessionSettings): Resident {
  return Resident.fresh(pools, settings, wasm);
}

/** Only what belongs to the image itself: neither the host's other folders nor its objects. */
function partsOf(pool: InstancePool, settings: SessionSettings, platform: Platform): ImageParts {
  const mounts = mountsOf(settings).flatMap((mount): MountSettings[] => {
    if (settings.packages.includes(mount)) return [heldPackages(mount, platform)];
    const isOwn = mount.kind === "files" || mount.kind === "memory" || mount.kind === "packages";
    return isOwn ? [mount] : [];
  });
  return imageParts(pool, mounts, settings.memoryBytes);
}

/** Packages as an image holds them: their files. */
function heldPackages(mount: MountSettings, platform: Platform): MountSettings {
  const { path, kind } = mount;
  if (kind === "archive") return { path, kind: "packages", files: openArchive(mount, platform) };
  if (kind !== "hostDir") return mount;
  return { path, kind: "packages", files: packagesInFolder(mount, platform) };
}
