import type { RunLimits } from "./governor.js";

export const UNLIMITED: RunLimits = {
  fuel: Infinity,
  wallTimeoutMs: Infinity,
  excludeHostTime: false,
  signal: null,
  onOutputLimit: "truncate",
  maxHostCalls: Infinity,
};
