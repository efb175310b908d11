import type { SandboxExports } from "../abi/boundary.js";
import { SANDBOX_GO_ON, SANDBOX_REPORT_MAX_BYTES, SANDBOX_STOP } from "../abi/constants.js";
import { type GuestMemory, guestPointer } from "../abi/memory.js";
import type { Platform } from "../base/platform.js";
import { unitsForBytes, unitsForValue } from "../wasi/costs.js";
import { GuestClock } from "../wasi/guest-clock.js";
import { type HostLimits, limitedCalls } from "../wasi/limited-calls.js";
import { NOTHING_MOUNTED } from "../wasi/open-files.js";
import { StandardStreams } from "../wasi/standard-streams.js";
import { createWasi, WASI_MODULE } from "../wasi/wasi.js";
import { SANDBOX_MODULE } from "./artifact.js";
import type { GuestCall, RandomSource, RunHost } from "./calls.js";
import { EndlessWork } from "./crash.js";
import { GivenValues } from "./given-values.js";
import { RunGovernor, type RunLimits } from "./governor.js";
import { GuestReport } from "./guest-report.js";
import { HostCalls } from "./host-calls.js";
import type { UsageReports } from "./usage.js";

/**
 * Metered units for a call of each of our own imports, on top of the bytes that it moves. `slice_ended` is
 * free: it is how the program pays.
 */
const IMPORT_UNITS = { report: 64, give_value: 64, call_host: 512, take_answer: 64 } as const;

/** Above every address, so any stack check in the guest ends the run. */
const STACK_USED_UP = -1;

/** What an instance imports: its whole view of the host. Each call sets what stands behind it. */
export class InstanceImports {
  readonly hostCalls: HostCalls;
  readonly given = new GivenValues();
  files = NOTHING_MOUNTED;
  clock: GuestClock;
  readonly #memory: GuestMemory;
  readonly #platform: Platform;
  readonly #exports: () => SandboxExports;
  readonly #memoryEnd: () => number;
  readonly #streams = new StandardStreams();
  /** The limits of the current call. */
  readonly #limits: HostLimits = {
    charge: (units) => this.#charge(units),
    checkLimits: () => this.#governor?.checkLimits(),
    enter: (units) => {
      this.#isCallingBack = true;
      this.#charge(units);
    },
    leave: () => {
      this.#isCallingBack = false;
      this.#governor?.checkLimits();
    },
    isStopped: () => this.#governor?.isStopped ?? false,
  };
  #report = new GuestReport();
  #governor: RunGovernor | null = null;
  #usage: UsageReports | null = null;
  #random: RandomSource;
  /** Whether the current call can be suspended. */
  #canWait = false;
  #isCallingBack = false;

  /**
   * @param exports those of the instance, once the guest runs.
   * @param memoryEnd where the memory in use ends.
   */
  constructor(
    memory: GuestMemory,
    platform: Platform,
    exports: () => SandboxExports,
    memoryEnd: () => number,
  ) {
    this.#memory = memory;
    this.#platform = platform;
    this.#exports = exports;
    this.#memoryEnd = memoryEnd;
    this.clock = new GuestClock(platform);
    this.#random = platform;
    this.hostCalls = new HostCalls(memory, this.#streams, platform, () => this.#governor);
  }

  /** The functions, for `instantiate`. */
  modules() {
    return {
      [SANDBOX_MODULE]: {
        ...limitedCalls(
          {
            report: (kind: number, text: number, size: number) => {
              this.#charge(unitsForBytes(Math.min(size >>> 0, SANDBOX_REPORT_MAX_BYTES)));
              this.#report.add(this.#memory, kind, text, size);
            },
            give_value: (value: number, size: number) => {
              this.#charge(unitsForValue(size >>> 0));
              const answer = this.given.add(this.#memory.bytes(guestPointer(value), size >>> 0));
              if (this.given.limitsEach) this.#renewLimits();
              return answer;
            },
            call_host: this.hostCalls.call.bind(this.hostCalls),
            take_answer: this.hostCalls.takeAnswer.bind(this.hostCalls),
          },
          IMPORT_UNITS,
          this.#limits,
        ),
        slice_ended: () => this.#sliceEnded(),
      },
      [WASI_MODULE]: createWasi({
        memory: this.#memory,
        streams: this.#streams,
        files: () => this.files,
        ...this.#limits,
        fillRandom: (bytes) => this.#random.fillRandom(bytes),
        clock: () => this.clock,
        sleepMs: (ms) => this.#sleep(ms),
        onTruncated: () => this.#governor?.outputTruncated(),
      }),
    };
  }

  /** The limits of the current call, and what it has used of them; `null` between calls. */
  get governor(): RunGovernor | null {
    return this.#governor;
  }

  /** Whether the caller is something that the guest calls, not other work of the thread. */
  get isCallingBack(): boolean {
    return this.#isCallingBack;
  }

  /** A call begins. @param canWait whether it can be suspended */
  begin(call: GuestCall, host: RunHost, limits: RunLimits, canWait: boolean): void {
    this.given.expect(call, host.decode);
    this.#streams.use(host);
    this.files = host.files;
    host.files.useLimits(this.#limits);
    this.hostCalls.use(host.answers, canWait);
    this.#canWait = canWait;
    this.#random = host.random ?? this.#platform;
    this.#usage = host.usage ?? null;
    this.#governor = new RunGovernor(limits, this.#exports().sandbox_units, this.#platform);
    host.onStart?.(this.#governor, host);
  }

  /** The call ends. Returns what it used. */
  end(): { readonly fuelUsed: number; readonly hostCalls: number } {
    const governor = this.#governor as RunGovernor;
    governor.endSlice();
    this.hostCalls.end();
    this.#governor = null;
    this.#usage = null;
    return { fuelUsed: governor.fuelUsed, hostCalls: governor.hostCalls };
  }

  /** Lets go of the last call's streams. */
  dropStreams(): void {
    this.#streams.drop();
  }

  /** Passes on the last of the output. */
  endOutput({ stdout, stderr }: RunHost): void {
    this.#isCallingBack = true;
    try {
      stdout.end();
      stderr.end();
    } finally {
      this.#isCallingBack = false;
    }
  }

  /** Python's `repr` of the value that was reported, if any. */
  repr(): string | undefined {
    return this.#report.repr();
  }

  /** What the guest has reported since the last time. */
  takeReport(): GuestReport {
    const report = this.#report;
    if (!report.isEmpty) this.#report = new GuestReport();
    return report;
  }

  #sleep(ms: number): Promise<void> | undefined {
    if (this.clock.skip(ms)) return undefined;
    if (this.#canWait) return this.#governor?.sleepLater(ms);
    this.#governor?.sleepMs(ms);
    return undefined;
  }

  /** Makes the limits start afresh, unless the run has to stop. */
  #renewLimits(): void {
    if (this.#governor?.renew()) this.#streams.renewOutput();
  }

  #charge(units: number): void {
    this.#governor?.charge(units);
  }

  #sliceEnded(): number | Promise<number> {
    // Only possible if the interpreter's memory was tampered with before it was restored.
    if (this.#governor === null) throw new EndlessWork();
    const answer = this.#governor.sliceEnded();
    if (answer === SANDBOX_STOP) {
      this.#exports().sandbox_stack_limit.value = STACK_USED_UP;
      return answer;
    }
    if (this.#usage?.isDue === true) this.#reportUsage(this.#usage, this.#governor.fuelUsed);
    if (this.#canWait && this.#governor.shouldYield()) return this.#yield(this.#governor);
    return answer;
  }

  #reportUsage(usage: UsageReports, fuelUsed: number): void {
    const units = this.#exports().sandbox_units;
    const left = units.value;
    const memoryBytes = this.#memoryEnd();
    // The program does not pay for the question.
    units.value = left;
    this.#isCallingBack = true;
    try {
      usage.report(fuelUsed, memoryBytes);
    } finally {
      this.#isCallingBack = false;
    }
  }

  async #yield(governor: RunGovernor): Promise<number> {
    await this.#platform.yieldToEvents();
    governor.resumed();
    return SANDBOX_GO_ON;
  }
}
