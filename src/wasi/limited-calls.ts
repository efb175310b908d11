import type { WasiContext } from "./context.js";

type Calls = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Functions as the guest gets them: each call pays, however it ends, and is followed by a look at
 * the limits.
 *
 * @param units metered units for a call of each.
 */
export function limitedCalls<T extends Calls>(
  calls: T,
  units: Readonly<Record<keyof T, number>>,
  { charge, checkLimits }: Pick<WasiContext, "charge" | "checkLimits">,
): T {
  const entries = Object.entries(calls).map(([name, call]) => {
    const cost = units[name] as number;
    const limited = (...args: never[]) => {
      charge(cost);
      try {
        return call(...args);
      } finally {
        checkLimits();
      }
    };
    return [name, limited];
  });
  return Object.fromEntries(entries);
}
