import {
  SANDBOX_GLOBAL_DELETE,
  SANDBOX_GLOBAL_GET,
  SANDBOX_GLOBAL_HAS,
  SANDBOX_GLOBAL_NAMES,
  SANDBOX_GLOBAL_SET,
  SANDBOX_VALUE_MAX_BYTES,
} from "../abi/constants.js";
import { encodeValue } from "../abi/encode-value.js";
import { checkIdentifier } from "../base/host-functions.js";
import type { GlobalCall } from "../engine/calls.js";

/** What to do with the global variables. */
export type GlobalAccess = Omit<GlobalCall, "kind">;

/** Checks the arguments of an access to a global variable. @throws TypeError, RangeError */
export const globalAccess = {
  get: (name: string) => access(SANDBOX_GLOBAL_GET, name),
  has: (name: string) => access(SANDBOX_GLOBAL_HAS, name),
  delete: (name: string) => access(SANDBOX_GLOBAL_DELETE, name),
  names: (): GlobalAccess => ({ operation: SANDBOX_GLOBAL_NAMES }),
  set: (name: string, value: unknown): GlobalAccess => ({
    ...access(SANDBOX_GLOBAL_SET, name),
    value: encodeValue(value, { root: name, maxBytes: SANDBOX_VALUE_MAX_BYTES }),
  }),
};

function access(operation: number, name: string): GlobalAccess {
  return { operation, name: checkIdentifier("globals", name) };
}
