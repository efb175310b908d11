/** Bounds the work that the host does for a program. */
export interface HostLimits {
  /** Charges the program for what the host does, in metered units. */
  charge(units: number): void;
  /** Checks the limits after the host has done something that may have taken long. */
  checkLimits(): void;
  /** A call of the host begins; it costs so many metered units. */
  enter(units: number): void;
  /** It ends, or suspends the program. */
  leave(): void;
  /** Whether the program has to stop. */
  isStopped(): boolean;
}

type Calls = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Wraps functions for the guest: each call is charged for, however it ends, and the limits are
 * checked after it.
 *
 * @param units metered units that a call of each function costs.
 */
export function limitedCalls<T extends Calls>(
  calls: T,
  units: Readonly<Record<keyof T, number>>,
  { enter, leave }: HostLimits,
): T {
  const entries = Object.entries(calls).map(([name, call]) => {
    const cost = units[name] as number;
    const limited = (...args: never[]) => {
      enter(cost);
      try {
        return call(...args);
      } finally {
        leave();
      }
    };
    return [name, limited];
  });
  return Object.fromEntries(entries);
}
