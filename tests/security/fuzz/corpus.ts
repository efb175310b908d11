import { join } from "node:path";
import { fetchSource } from "../../../artifact/fetch.js";
import { PINNED_SOURCE } from "../../../artifact/micropython/pin.js";
import { type BuildOptions, parseBuildOptions } from "../../../artifact/options.js";
import { discoverTests } from "../../micropython/discover.js";

/**
 * Programs of MicroPython's own test suite, which comes with its source.
 *
 * @param workDir where the pipeline keeps its downloads.
 */
export async function readCorpus(workDir: string): Promise<string[]> {
  const options = parseBuildOptions(["--work-dir", workDir]) as BuildOptions;
  const source = await fetchSource(PINNED_SOURCE, options, () => {});
  return discoverTests(join(source.dir, "tests")).map((test) => test.source);
}
