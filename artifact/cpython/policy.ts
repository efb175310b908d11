import type { Policy } from "../passes/policy.js";

/**
 * What the passes assume. CPython counts references, so nothing looks for roots in the C stack, and it counts
 * the depth of C calls itself, so no function is guarded.
 */
export const CPYTHON_POLICY: Policy = {
  collector: null,
  interpreter: "run_frames",
  functions: {
    // CPython returns its exceptions, so nothing leaves the interpreter's loop without paying. How often it is
    // entered again depends on the size of slices of fuel, so that costs nothing.
    run_frames: { type: "(i32, i32, i32) -> i32", loopsPay: "at checks", isSpared: true },
    _PyEval_EvalFrameDefault: { type: "(i32, i32, i32) -> i32", loopsPay: "never" },
  },
};
