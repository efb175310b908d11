import { join } from "node:path";
import { REPOSITORY_DIR } from "../artifact/options.js";

/** The benchmarks' sources. */
export const BENCH_DIR = join(REPOSITORY_DIR, "bench");

/** Everything that the benchmarks generate. */
export const BUILD_DIR = join(REPOSITORY_DIR, "build/bench");
