/** What bounds the work that the host does for a program. */
export interface HostLimits {
  /** Makes the program pay for what the host does, in metered units. */
  charge(units: number): void;
  /** Looks at the limits once the host has done something, which may have taken long. */
  checkLimits(): void;
  /** Whether the program has to stop. */
  isStopped(): boolean;
}

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
  { charge, checkLimits }: HostLimits,
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
