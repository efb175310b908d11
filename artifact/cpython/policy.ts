import type { Policy } from "../passes/policy.js";

/**
 * What the passes rely on. CPython counts references, so nobody looks for roots in the C stack, and it
 * counts how deep C calls itself, so no function is guarded.
 */
export const CPYTHON_POLICY: Policy = {
  collector: null,
  interpreter: "_PyEval_EvalFrameDefault",
  functions: {
    _PyEval_EvalFrameDefault: { type: "(i32, i32, i32) -> i32" },
  },
};
