import { join } from "node:path";
import { REPOSITORY_DIR } from "../artifact/options.js";

/** The sources of the benchmarks. */
export const BENCH_DIR = join(REPOSITORY_DIR, "bench");

/** Everything that the benchmarks build or write. */
export const BUILD_DIR = join(REPOSITORY_DIR, "build/bench");
