import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import {
  type CallAnswer,
  inspectCall,
  MicroPythonInvalidStateError,
  MicroPythonSessionSync,
  MicroPythonWasmError,
  type ResumeOptions,
  resumeSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/base/crc32.js";
import { platform } from "../../src/platform/node/platform.js";
import type { Journal } from "../../src/session/pause/journal.js";
import { decodePausedRun, encodePausedRun } from "../../src/session/pause/paused-run.js";
import { encodeJournal } from "../../src/session/pause/saved-journal.js";

const MAX = 2 ** 24;
const CRC_AT = 9;
const SIZE_AT = 13;
const STATE_AT = 17;

const CODE = `
import time, random
print("before")
t, r, p = time.time(), random.random(), price(1)
answer = ask("really?", p, to="Ada")
print(answer)
[t > 0, p, answer, price(2), ask("again")]
`;
const OPTIONS: ResumeOptions = {
  hostFunctions: { price: (n: number) => n * 2 },
  stdin: "line\n",
  pauseOn: ["ask"],
};

function paused(code = CODE, answers: readonly unknown[] = []): Uint8Array {
  const session = new MicroPythonSessionSync({
    hostFunctions: { price: (n: number) => n * 2 },
    stdin: "line\n",
  });
  let step = session.start(code, { pauseOn: ["ask"] });
  for (const result of answers) if (step.status === "pending") step = step.resume({ result });
  return step.status === "pending" ? step.save() : expect.unreachable("the run has finished");
}

const saved = paused();
const { state, journal } = decodePausedRun(saved, platform, MAX);
const content = encodeJournal(journal);

/** Saved bytes in a valid format, whatever the journal. */
function packed(journal: Uint8Array): Uint8Array {
  const compressed = platform.gzip(journal);
  const bytes = new Uint8Array([...saved.subarray(0, STATE_AT), ...state, ...compressed]);
  new DataView(bytes.buffer).setUint32(CRC_AT, crc32(bytes.subarray(SIZE_AT)), true);
  return bytes;
}

function forged(changes: Partial<Journal>): Uint8Array {
  return encodePausedRun({ state, journal: { ...journal, ...changes } }, platform);
}

function changed(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ by;
  return copy;
}

const LIMITS = { fuel: 100_000, wallTimeoutMs: 1000 };

/** Runs it; whatever it is, it must end like a program. */
function outcome(bytes: Uint8Array, answer: CallAnswer = { result: "yes" }): string {
  try {
    const step = resumeSync(bytes, answer, { ...OPTIONS, ...LIMITS });
    step.session.close();
    return step.status;
  } catch (error) {
    if (error instanceof MicroPythonWasmError) return error.code;
    throw error;
  }
}

function refusal(bytes: Uint8Array): MicroPythonInvalidStateError {
  try {
    resumeSync(bytes, { result: 1 }, OPTIONS);
  } catch (error) {
    if (error instanceof MicroPythonInvalidStateError) return error;
    throw error;
  }
  return expect.unreachable("it was resumed");
}

describe("a saved call", () => {
  it("goes on if it is intact", () => {
    expect(outcome(saved)).toBe("pending");
    expect(outcome(packed(content))).toBe("pending");
  });

  it("is refused if it is truncated anywhere, or something follows", () => {
    for (let length = 0; length < saved.length; length++) refusal(saved.subarray(0, length));
    refusal(new Uint8Array([...saved, 0]));
  });

  it("is refused whichever bit was changed", () => {
    for (let at = 0; at < saved.length; at++) refusal(changed(saved, at, 1 << (at % 8)));
  });

  it("is refused whichever bit of its journal was changed, or diverges, or does what Python code could", () => {
    const seen = new Set<string>();
    for (let at = 0; at < content.length; at++) {
      for (const bit of [0, 3, 7]) seen.add(outcome(packed(changed(content, at, 1 << bit))));
    }
    expect([...seen]).toEqual(expect.arrayContaining(["invalid-state", "diverged"]));
    const allowed = [
      "invalid-state",
      "diverged",
      "pending",
      "finished",
      "exception",
      "fuel",
      "timeout",
      "exit",
    ];
    expect([...seen].filter((code) => !allowed.includes(code))).toEqual([]);
  });

  it("is refused if its journal ends early, or is followed by something", () => {
    for (let length = 0; length < content.length; length += 3)
      refusal(packed(content.subarray(0, length)));
    refusal(packed(new Uint8Array([...content, 0])));
  });

  it("is refused, or ends like a program, with random journals", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        refusal(packed(bytes));
      }),
      { numRuns: 200 },
    );
  });

  it("is refused if numbers in it are larger than it", () => {
    const huge = new DataView(new ArrayBuffer(4));
    huge.setUint32(0, 0xffffffff, true);
    for (let at = 0; at + 4 <= content.length; at++) {
      const bytes = content.slice();
      bytes.set(new Uint8Array(huge.buffer), at);
      outcome(packed(bytes));
    }
  });

  it("unpacks only as much as maxJournalBytes allows", () => {
    const bomb = forged({ stdout: "x".repeat(40_000_000) });
    expect(bomb.length).toBeLessThan(200_000);
    expect(refusal(bomb).message).toContain("larger than maxJournalBytes");
    expect(() => inspectCall(bomb)).toThrow(/larger than maxJournalBytes/);
  });
});

describe("a forged journal", () => {
  it("cannot make the run go on if it does something else", () => {
    const [price, ask] = journal.calls as [Journal["calls"][0], Journal["calls"][0]];
    const other = {
      kind: 0,
      value: (price.answer as { value: Uint8Array }).value.map((byte, i) => (i === 1 ? 9 : byte)),
    };
    // The price is an argument of the call that is pending.
    expect(outcome(forged({ calls: [{ ...price, answer: other }, ask] }))).toBe("diverged");
    expect(outcome(forged({ calls: [{ ...price, units: price.units + 1 }, ask] }))).toBe(
      "diverged",
    );
    expect(outcome(forged({ calls: [price, { ...ask, digest: randomBytes(16) }] }))).toBe(
      "diverged",
    );
    expect(outcome(forged({ calls: [price, price, ask] }))).toBe("diverged");
    expect(outcome(forged({ clock: new Uint8Array() }))).toBe("diverged");
    expect(outcome(forged({ clock: new Uint8Array([...journal.clock, ...journal.clock]) }))).toBe(
      "diverged",
    );
    expect(outcome(forged({ lines: ["a line that nobody read"] }))).toBe("diverged");
    const program = {
      ...journal.program,
      source: new TextEncoder().encode("ask('really?', 2, to='Ada')"),
    };
    expect(outcome(forged({ program }))).toBe("diverged");
    expect(
      outcome(forged({ program: { ...program, source: new TextEncoder().encode("1 / 0") } })),
    ).toBe("exception");
  });

  it("cannot show another call than the one that gets the answer", () => {
    const innocent = decodePausedRun(paused("ask('innocent')"), platform, MAX).journal.pending;
    const bytes = forged({ pending: innocent });
    expect(inspectCall(bytes).args).toEqual(["innocent"]);
    // The answer would be for a call that nobody has seen.
    expect(outcome(bytes)).toBe("diverged");
  });

  it("cannot choose which functions pause", () => {
    const called: unknown[] = [];
    const code = "ask(1)\npay(100)";
    const session = new MicroPythonSessionSync();
    const step = session.start(code, { pauseOn: ["ask", "pay"] });
    const bytes = step.status === "pending" ? step.save() : expect.unreachable();
    const hostFunctions = { ask: () => 0, pay: (amount: number) => called.push(amount) };
    const next = resumeSync(bytes, { result: 0 }, { hostFunctions });
    expect([next.status, called]).toEqual(["pending", []]);
  });

  it("cannot give itself more than the limits", () => {
    const endless = paused("ask()\nwhile True: pass");
    const { state, journal } = decodePausedRun(endless, platform, MAX);
    const bytes = encodePausedRun(
      { state, journal: { ...journal, usedMs: 0, elapsedMs: 0 } },
      platform,
    );
    expect(outcome(bytes)).toBe("fuel");
    const timeless = () =>
      resumeSync(bytes, { result: 0 }, { fuel: null, wallTimeoutMs: 50, pauseOn: [] });
    expect(timeless).toThrow(/longer than 50 ms/);
  });

  it("cannot bring time, fuel or sizes that make no sense", () => {
    for (const ms of [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300]) {
      refusal(forged({ usedMs: ms }));
      refusal(forged({ elapsedMs: ms }));
      const [key] = journal.randomKeys as [Journal["randomKeys"][0]];
      if (ms !== 1e300) refusal(forged({ randomKeys: [{ ...key, position: ms }] }));
    }
    refusal(forged({ clock: new Uint8Array(8).fill(0xff) }));
    refusal(forged({ clock: new Uint8Array(7) }));
    refusal(forged({ randomKeys: [] }));
    refusal(forged({ calls: [] }));
    refusal(forged({ calls: journal.calls.slice(0, 1) }));
    refusal(forged({ memoryBytes: 2 ** 24 + 65536 }));
    refusal(forged({ program: { ...journal.program, purpose: 3 } }));
  });

  it("cannot bring source that is longer than allowed", () => {
    const program = { ...journal.program, source: new Uint8Array(2_000_000).fill(0x20) };
    expect(() => resumeSync(forged({ program }), { result: 0 }, OPTIONS)).toThrow(
      MicroPythonWasmError,
    );
  });

  it("cannot bring a folder, or take files from outside of its mounts", () => {
    const mounts = [{ path: "/here", hostDir: import.meta.dirname }];
    expect(() => resumeSync(saved, { result: 0 }, { ...OPTIONS, mounts })).toThrow(TypeError);
  });
});

describe("a journal", () => {
  it("is paid for by the program, also what it hashes", () => {
    const used = (code: string, pauseOn: string[]) => {
      const session = new MicroPythonSessionSync({ hostFunctions: { take: () => null } });
      const step = session.start(code, { pauseOn });
      return step.status === "finished" ? step.result.fuelUsed : expect.unreachable();
    };
    const text = "x = 'y' * 100_000\n";
    const [without, withOutput] = ["take()", "print(x)\ntake()"].map((code) =>
      used(text + code, []),
    );
    expect((withOutput ?? 0) - (without ?? 0)).toBeGreaterThan((2 * 100_000) / 16);
  });
});

describe("two resumptions of one saved call", () => {
  it("draw different random numbers, so that none can foresee the other's", () => {
    const bytes = paused(
      "import random\na = random.random()\nask()\n[a, random.random(), random.getrandbits(30)]",
    );
    const [first, second] = [0, 1].map(() => {
      const step = resumeSync(bytes, { result: 0 }, OPTIONS);
      return step.status === "finished" ? (step.result.value as number[]) : expect.unreachable();
    }) as [number[], number[]];
    expect(first[0]).toBe(second[0]);
    const urandom = paused("import os\na = os.urandom(8)\nask()\n[a, os.urandom(8)]");
    const [one, two] = [0, 1].map(() => {
      const step = resumeSync(urandom, { result: 0 }, OPTIONS);
      return step.status === "finished"
        ? (step.result.value as Uint8Array[])
        : expect.unreachable();
    }) as [Uint8Array[], Uint8Array[]];
    expect(one[0]).toEqual(two[0]);
    expect(one[1]).not.toEqual(two[1]);
  });
});

describe("the digest of a journal", () => {
  it("covers the names, arguments and output of all calls before", () => {
    const digests = ["ask(1)", "ask(2)", "print(1)\nask(1)", "ask('1')", "ask(x=1)"].map((code) => {
      const { journal } = decodePausedRun(paused(code), platform, MAX);
      return createHash("sha1")
        .update(journal.calls[0]?.digest ?? "")
        .digest("hex");
    });
    expect(new Set(digests).size).toBe(digests.length);
  });
});
