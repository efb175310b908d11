import { type HostFunction, type RunOptions, runSync } from "micropython-wasm";

export type HostFunctions = Record<string, HostFunction>;

/** The output of a program with host functions. */
export const printed = (
  code: string,
  hostFunctions: HostFunctions = {},
  options: RunOptions = {},
) => runSync(code, { ...options, hostFunctions }).stdout.trimEnd();

/** A host function that throws. */
export const throwing = (value: unknown) => () => {
  throw value;
};
