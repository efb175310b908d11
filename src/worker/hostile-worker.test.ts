import { describe, expect, it, vi } from "vitest";
import { SANDBOX_CALL_VALUES } from "../abi/constants.js";
import { encodeArguments, encodeValue } from "../abi/encode-value.js";
import { normaliseRunOptions, type RunOptions } from "../base/options.js";
import { resultOf } from "../session/execution.js";
import type { ToWorker } from "./protocol.js";
import { PythonWorker, type ThreadEvents } from "./python-worker.js";
import { StoreServer } from "./store-server.js";
import { callInWorker } from "./worker-calls.js";

/** What an attacker who controls a worker sends; `answered` says what the host answers. */
type Attack = (send: (message: unknown) => void, id: number) => void;

const call = {
  kind: "source",
  purpose: 0,
  source: new Uint8Array(),
  filename: "a.py",
} as const;

/** Makes a call in a worker that an attacker controls. */
async function attacked(attack: Attack, options: RunOptions = {}) {
  const sent: ToWorker[] = [];
  let events: ThreadEvents | undefined;
  const terminate = vi.fn();
  const worker = new PythonWorker(
    (given) => {
      events = given;
      return {
        post: (message) => {
          sent.push(message);
          if (message.kind !== "request") return;
          queueMicrotask(() => attack((message) => events?.received(message), message.id));
        },
        takesModules: true,
        maxBusyMs: Infinity,
        stop: () => {},
        keepAlive: () => {},
        terminate,
      };
    },
    () => {},
  );
  const settings = normaliseRunOptions(options);
  const { stdin, hostFunctions: functions } = settings;
  const stores = new StoreServer(settings, null);
  const host = { call, settings, stdin, functions, stores, onWait: () => {} };
  const request = { kind: "save" } as const;
  const outcome = await callInWorker(worker, request, host, resultOf).catch((error) => error);
  return { outcome, sent, terminate, worker };
}

const value = (data: unknown) => encodeValue(data, { root: "value", maxBytes: Infinity });

const STATS = {
  stdout: "",
  stderr: "",
  stdoutTruncated: false,
  stderrTruncated: false,
  durationMs: 1,
  fuelUsed: 1,
  fuelRemaining: null,
  hostCalls: 0,
  peakMemoryBytes: 1,
  files: {},
};

const DONE = {
  end: { kind: "finished" },
  value: value(5),
  repr: "5",
  fuelUsed: 1,
  hostCalls: 0,
  memoryBytes: 1,
  stats: STATS,
  results: [],
};

const host =
  (question: object): Attack =>
  (send) =>
    send({ kind: "question", id: 1, question });
const done =
  (value: unknown): Attack =>
  (send, id) =>
    send({ kind: "done", id, value });
const output = { kind: "output", stream: "stdout", text: "x" };
const file = { kind: "store", mount: 0 };

const ATTACKS: Record<string, Attack> = {
  "no object": (send) => send(5),
  "an unknown kind": (send) => send({ kind: "eval", id: 1 }),
  "another request's number": (send, id) => send({ kind: "done", id: id + 1, value: DONE }),
  "an error that is none": (send, id) => send({ kind: "failed", id, error: 5 }),
  "an error with an unknown code": (send, id) =>
    send({ kind: "failed", id, error: { code: "root", message: "x", name: "x" } }),
  "no execution": done(null),
  "a malformed value": done({ ...DONE, value: new Uint8Array([255, 1]) }),
  "a value in shared memory": done({
    ...DONE,
    value: new Uint8Array(new SharedArrayBuffer(1)),
  }),
  "text that is an object": done({ ...DONE, stats: { ...STATS, stdout: {} } }),
  "a negative amount of fuel": done({ ...DONE, fuelUsed: -1 }),
  "statistics that are missing": done({ ...DONE, stats: null }),
  "an unknown end": done({ ...DONE, end: { kind: "root" } }),
  "an unknown limit": done({ ...DONE, end: { kind: "stopped", code: "source" } }),
  "an unknown question": host({ kind: "eval", code: "1" }),
  "a call in an unknown form": host({ kind: "host", form: 9, name: value(1), payload: value(1) }),
  "arguments that are none": host({
    kind: "host",
    form: SANDBOX_CALL_VALUES,
    name: new TextEncoder().encode("fn"),
    payload: new Uint8Array([255]),
  }),
  "output that is no text": host({ ...output, text: 5 }),
  "output to another stream": host({ ...output, stream: "constructor" }),
  "usage that nobody asked for": host({
    kind: "usage",
    usage: { fuelUsed: 1, peakMemoryBytes: 1, durationMs: 1 },
  }),
  "a line, although there is no function": host({ kind: "line" }),
  "a store that is no mount": host({ ...file, operation: { kind: "stat", path: "a" } }),
  "a mount that is not there": host({ ...file, mount: 7, operation: { kind: "stat", path: "" } }),
};

describe("a worker that an attacker controls", () => {
  it.each(Object.entries(ATTACKS))("is ended if it sends %s", async (_, attack) => {
    const fn = vi.fn();
    const options = {
      hostFunctions: { fn },
      mounts: [{ path: "/m", files: {} }],
    };
    const { outcome, terminate, worker } = await attacked(attack, options);
    expect(outcome).toMatchObject({ code: "crashed" });
    expect(outcome.message).toMatch(/^the sandbox crashed: the worker sent a malformed message$/);
    expect(terminate).toHaveBeenCalled();
    expect(worker.isUsable).toBe(false);
    expect(fn).not.toHaveBeenCalled();
  });

  it("can call no more host functions than allowed", async () => {
    const fn = vi.fn();
    const payload = encodeArguments([], null, 1000);
    const question = { kind: "host", form: SANDBOX_CALL_VALUES, name: value("fn"), payload };
    const name = new TextEncoder().encode("fn");
    const attack: Attack = (send) => {
      for (let id = 1; id < 10; id++)
        send({ kind: "question", id, question: { ...question, name } });
    };
    const { outcome } = await attacked(attack, { hostFunctions: { fn }, maxHostCalls: 3 });
    expect(outcome).toMatchObject({ code: "crashed" });
    expect(fn).toHaveBeenCalledTimes(3);
  });

  it("can pass on no more output than allowed", async () => {
    const texts: string[] = [];
    const attack: Attack = (send) => {
      for (let id = 1; id < 10; id++) send({ kind: "question", id, question: output });
    };
    const options = { maxStdoutBytes: 4, onStdout: (text: string) => texts.push(text) };
    const { outcome } = await attacked(attack, options);
    expect(outcome).toMatchObject({ code: "crashed" });
    expect(texts.join("")).toBe("xxxx");
  });

  it("reaches only plain paths of a store, and only files that it opened", async () => {
    const seen: string[] = [];
    const store = new Proxy(
      {},
      {
        get: (_, name) => (path: string) => {
          seen.push(`${String(name)} ${path}`);
          return null;
        },
      },
    );
    const options = { mounts: [{ path: "/s", store: store as never }] };
    for (const operation of [
      { kind: "stat", path: "../x" },
      { kind: "list", path: "/etc" },
      { kind: "stat", path: { toString: () => "x" } },
      { kind: "removeFile", path: "a\0b" },
      { kind: "read", file: 0, size: 1, at: 0 },
      { kind: "write", file: "constructor", bytes: new Uint8Array(), at: 0 },
      { kind: "constructor", path: "a" },
    ]) {
      const attack = host({ kind: "store", mount: 0, operation });
      expect((await attacked(attack, options)).outcome).toMatchObject({ code: "crashed" });
    }
    expect(seen).toEqual([]);
  });

  it("that says nothing is ended after the time limit and the grace", async () => {
    const started = performance.now();
    const { outcome, terminate } = await attacked(() => {}, { wallTimeoutMs: 10 });
    expect(outcome).toMatchObject({ code: "timeout" });
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(terminate).toHaveBeenCalled();
  });

  it("that says nothing is ended after an abort and the grace", async () => {
    const signal = AbortSignal.timeout(10);
    const { outcome, terminate } = await attacked(() => {}, { wallTimeoutMs: null, signal });
    expect(outcome).toMatchObject({ code: "aborted", cause: signal.reason });
    expect(terminate).toHaveBeenCalled();
  });
});
