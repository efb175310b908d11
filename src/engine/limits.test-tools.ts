import type { RunLimits } from "./governor.js";

export const UNLIMITED: RunLimits = {
  fuel: Infinity,
  wallTimeoutMs: Infinity,
  signal: null,
  onOutputLimit: "truncate",
  maxHostCalls: Infinity,
};
