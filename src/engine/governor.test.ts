import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SANDBOX_GO_ON, SANDBOX_STOP, SANDBOX_UNITS_PER_FUEL } from "../abi/constants.js";
import { testPlatform } from "../base/platform.test-tools.js";
import {
  GRACE_UNITS,
  GraceExceeded,
  RunGovernor,
  type RunLimits,
  SLICE_UNITS,
} from "./governor.js";
import { UNLIMITED } from "./limits.test-tools.js";

/** A run whose guest is only a meter. */
function governed(limits: Partial<RunLimits>) {
  let nowMs = 5000;
  let waitedMs = 70;
  const sleeps: number[] = [];
  const platform = testPlatform({
    monotonicMs: () => nowMs,
    waitedMs: () => waitedMs,
    sleepMs(ms) {
      sleeps.push(ms);
      nowMs += ms;
    },
  });
  const left = { value: -1 };
  const governor = new RunGovernor({ ...UNLIMITED, ...limits }, left, platform);
  /** Pays like metering does, and returns the host's answer, or `null` if it is not asked. */
  const use = (units: number) => {
    left.value -= units;
    return left.value < 0 ? governor.sliceEnded() : null;
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  /** Others use the processor. */
  const wait = (ms: number) => {
    waitedMs += ms;
    pass(ms);
  };
  return { governor, left, pass, sleeps, use, wait };
}

/** Pays until the host says stop, and returns how often that worked. */
function useUp(use: (units: number) => number | null, units: number): number {
  for (let times = 1; ; times++) if (use(units) === SANDBOX_STOP) return times;
}

describe("fuel", () => {
  it("is the total of what was used, however it is sliced", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 * SLICE_UNITS })), (charges) => {
        const { governor, use } = governed({});
        for (const units of charges) expect(use(units)).not.toBe(SANDBOX_STOP);
        governor.endSlice();
        const total = charges.reduce((sum, units) => sum + units, 0);
        expect(governor.fuelUsed).toBe(Math.ceil(total / SANDBOX_UNITS_PER_FUEL));
      }),
    );
  });

  it("ends a run at the first unit beyond the limit, wherever slices end", () => {
    const charge = fc.integer({ min: 1, max: 2 * SLICE_UNITS });
    fc.assert(
      fc.property(charge, fc.integer({ min: 1, max: 500_000 }), (units, fuel) => {
        const { governor, use } = governed({ fuel });
        const allowed = Math.floor((fuel * SANDBOX_UNITS_PER_FUEL) / units);
        fc.pre(allowed < 10_000);
        expect(useUp(use, units)).toBe(allowed + 1);
        expect(governor.stopCode).toBe("fuel");
        expect(governor.fuelUsed).toBe(fuel);
      }),
    );
  });

  it("ends a run at the same point, whether the guest or the host charges it", () => {
    const units = fc.integer({ min: 1, max: SLICE_UNITS });
    const payments = fc.array(fc.record({ units, byHost: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(payments, fc.integer({ min: 1, max: 100_000 }), (payments, fuel) => {
        const { governor, use } = governed({ fuel });
        let total = 0;
        for (const { units, byHost } of payments) {
          total += units;
          if (byHost) governor.charge(units);
          const answer = use(byHost ? 0 : units);
          const isOver = total > fuel * SANDBOX_UNITS_PER_FUEL;
          expect(answer === SANDBOX_STOP).toBe(isOver);
          expect(governor.isStopped).toBe(isOver);
          if (isOver) return;
        }
        governor.endSlice();
        expect(governor.fuelUsed).toBe(Math.ceil(total / SANDBOX_UNITS_PER_FUEL));
      }),
    );
  });

  it("is full again once limits start afresh, whether the guest or the host charged it", () => {
    const { governor, use } = governed({ fuel: 1_000_000 });
    governor.charge(SLICE_UNITS / 2);
    use(SLICE_UNITS / 4);
    expect(governor.renew()).toBe(true);
    governor.charge(5 * SANDBOX_UNITS_PER_FUEL);
    governor.endSlice();
    expect(governor.fuelUsed).toBe(5);
  });

  it("can be used up to the last unit", () => {
    const { governor, use } = governed({ fuel: 3 });
    expect(use(3 * SANDBOX_UNITS_PER_FUEL)).toBeNull();
    governor.endSlice();
    expect([governor.fuelUsed, governor.stopCode]).toEqual([3, null]);
  });

  it("can be as much as a number can represent", () => {
    const { governor, use } = governed({ fuel: Number.MAX_SAFE_INTEGER });
    for (let i = 0; i < 5; i++) expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_GO_ON);
    expect(governor.fuelUsed).toBe(Math.ceil((5 * (SLICE_UNITS + 1)) / SANDBOX_UNITS_PER_FUEL));
  });

  it("is counted once if a slice ends early", () => {
    const { governor, left, use } = governed({ fuel: 1000 });
    use(1600);
    governor.endSlice();
    governor.endSlice();
    expect([governor.fuelUsed, left.value]).toEqual([100, 0]);
    expect(use(16)).toBe(SANDBOX_GO_ON);
    expect(left.value).toBe(899 * 16);
  });
});

describe("the deadline", () => {
  it("ends a run with the slice in which it passes", () => {
    const { governor, pass, use } = governed({ wallTimeoutMs: 10 });
    pass(9.99);
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_GO_ON);
    pass(0.01);
    expect(use(1)).toBeNull();
    expect(use(SLICE_UNITS)).toBe(SANDBOX_STOP);
    expect(governor.stopCode).toBe("timeout");
  });

  it("ends a sleep, and the run right after it", () => {
    const { governor, sleeps, use } = governed({ wallTimeoutMs: 10 });
    governor.sleepMs(4);
    expect([sleeps, governor.stopCode, use(16)]).toEqual([[4], null, null]);
    governor.sleepMs(1e9);
    expect([sleeps, governor.stopCode, use(16)]).toEqual([[4, 6], "timeout", SANDBOX_STOP]);
    governor.sleepMs(1);
    expect(sleeps).toEqual([4, 6, 0]);
    expect(governor.fuelUsed).toBe(2);
  });

  it("can be null", () => {
    const { governor, pass, sleeps, use } = governed({});
    governor.sleepMs(1e9);
    pass(1e15);
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_GO_ON);
    expect(sleeps).toEqual([1e9]);
  });
});

describe("a signal", () => {
  it("ends a run with the slice in which it is aborted", () => {
    const controller = new AbortController();
    const { governor, use } = governed({ signal: controller.signal });
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_GO_ON);
    controller.abort();
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
    expect(governor.stopCode).toBe("aborted");
  });

  it("prevents sleeping once it is aborted", () => {
    const { governor, sleeps, use } = governed({ signal: AbortSignal.abort() });
    governor.sleepMs(5);
    expect([sleeps, governor.stopCode, use(1)]).toEqual([[], "aborted", SANDBOX_STOP]);
  });

  it("wakes a sleeper soon after another thread aborts it", () => {
    let looks = 0;
    const signal = {
      get aborted() {
        return ++looks > 3;
      },
    } as AbortSignal;
    const { governor, sleeps } = governed({ signal });
    governor.sleepMs(1e9);
    expect(sleeps).toEqual([20, 20]);
    expect(governor.stopCode).toBe("aborted");
  });
});

describe("too much output", () => {
  it("ends a run at once if requested", () => {
    const { governor, use } = governed({ onOutputLimit: "stop" });
    use(160);
    governor.outputTruncated();
    expect(governor.stopCode).toBe("output");
    expect(use(1)).toBe(SANDBOX_STOP);
    expect(governor.fuelUsed).toBe(11);
  });

  it("otherwise does not end it", () => {
    const { governor, use } = governed({});
    governor.outputTruncated();
    expect([governor.stopCode, use(1)]).toEqual([null, null]);
  });
});

describe("among several reasons", () => {
  it("the first one found counts, then fuel, the signal and the deadline", () => {
    const controller = new AbortController();
    const limits = { fuel: 1, signal: controller.signal, wallTimeoutMs: 1 } as const;
    const all = { ...limits, onOutputLimit: "stop" } as const;
    const stopCode = (some: Partial<RunLimits>, hasOutput: boolean) => {
      const { governor, pass, use } = governed(some);
      if (hasOutput) governor.outputTruncated();
      pass(1);
      expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
      return governor.stopCode;
    };
    controller.abort();
    expect(stopCode(all, true)).toBe("output");
    expect(stopCode(all, false)).toBe("fuel");
    expect(stopCode({ ...all, fuel: Infinity }, false)).toBe("aborted");
    expect(stopCode({ wallTimeoutMs: 1 }, false)).toBe("timeout");
  });
});

describe("the grace period", () => {
  it("lets the guest stop cleanly, free of charge", () => {
    const { governor, use } = governed({ fuel: 1 });
    expect(use(17)).toBe(SANDBOX_STOP);
    expect(use(1000)).toBeNull();
    governor.endSlice();
    expect(governor.fuelUsed).toBe(1);
  });

  it("ends after a number of units", () => {
    const { pass, use } = governed({ fuel: 1 });
    use(17);
    pass(1);
    for (let used = SLICE_UNITS; used < GRACE_UNITS; used += SLICE_UNITS) {
      expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
    }
    expect(() => use(SLICE_UNITS + 1)).toThrow(GraceExceeded);
  });

  it("ends after some time", () => {
    const { pass, use } = governed({ fuel: 1 });
    use(17);
    pass(10);
    expect(use(1)).toBeNull();
    expect(() => use(SLICE_UNITS)).toThrow(expect.objectContaining({ code: "fuel" }));
  });

  it.each([
    ["before the deadline", 0, 1],
    ["after it", 1, 0],
  ])("ends after a number of units if others used the processor %s", (_, afterMs, beforeMs) => {
    const { pass, use, wait } = governed({ wallTimeoutMs: 10 });
    pass(8);
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_GO_ON);
    wait(beforeMs);
    pass(2);
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
    wait(afterMs);
    for (let used = SLICE_UNITS; used < GRACE_UNITS; used += SLICE_UNITS) {
      pass(1);
      expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
    }
    expect(() => use(SLICE_UNITS + 1)).toThrow(GraceExceeded);
  });

  it("ends after a longer time even then", () => {
    const { pass, use, wait } = governed({ fuel: 1 });
    expect(use(17)).toBe(SANDBOX_STOP);
    wait(190);
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
    pass(20);
    expect(() => use(SLICE_UNITS + 1)).toThrow(GraceExceeded);
  });

  it.each([
    ["begins with the deadline", { noticedAfterMs: 0.5, endsAfterMs: 2 }],
    ["is long enough where the deadline is noticed late", { noticedAfterMs: 8, endsAfterMs: 9 }],
  ])("%s", (_, { noticedAfterMs, endsAfterMs }) => {
    const { pass, use } = governed({ wallTimeoutMs: 10 });
    pass(10 + noticedAfterMs);
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
    pass(endsAfterMs - noticedAfterMs - 0.25);
    expect(use(SLICE_UNITS + 1)).toBe(SANDBOX_STOP);
    pass(0.25);
    expect(() => use(SLICE_UNITS + 1)).toThrow(GraceExceeded);
  });
});

describe("calls of the host", () => {
  it("end the slice if they outlast the grace period", () => {
    const { governor, left, pass, use } = governed({ fuel: 1 });
    expect(use(17)).toBe(SANDBOX_STOP);
    governor.checkLimits();
    expect(left.value).toBe(SLICE_UNITS);
    pass(10);
    governor.checkLimits();
    expect(left.value).toBe(0);
    expect(() => use(1)).toThrow(GraceExceeded);
  });

  it("are counted", () => {
    const { governor } = governed({ maxHostCalls: 2 });
    const answers = [1, 2, 3, 4].map(() => governor.countHostCall());
    expect(answers).toEqual([true, true, false, false]);
  });

  it("end the slice if they outlast the deadline", () => {
    const { governor, left, pass } = governed({ wallTimeoutMs: 10 });
    pass(9);
    governor.checkLimits();
    expect([governor.stopCode, left.value]).toEqual([null, SLICE_UNITS]);
    pass(1);
    governor.checkLimits();
    expect([governor.stopCode, left.value]).toEqual(["timeout", 0]);
  });

  it("end the slice if they abort the run", () => {
    const controller = new AbortController();
    const { governor, left } = governed({ signal: controller.signal });
    controller.abort();
    governor.checkLimits();
    expect([governor.stopCode, left.value]).toEqual(["aborted", 0]);
  });
});
