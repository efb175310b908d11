import { describe, expect, it } from "vitest";
import type { PlainAnswer } from "../../../worker/protocol.js";
import { Mailbox } from "./mailbox.js";

describe("a mailbox", () => {
  const here = new Mailbox();
  const there = new Mailbox(here.buffer);
  let id = 0;

  it.each<[string, PlainAnswer]>([
    ["bytes", { kind: "host", answer: 1, value: Uint8Array.from([1, 0, 255]) }],
    ["no bytes", { kind: "value", value: new Uint8Array() }],
    ["many bytes", { kind: "value", value: new Uint8Array(200_000).fill(7) }],
    ["text", { kind: "value", value: "größer\u{1f600}" }],
    ["nothing", { kind: "value", value: null }],
    ["a list", { kind: "value", value: [{ name: "a", kind: "file" }] }],
    ["a failure", { kind: "fileError", errno: "ENOENT" }],
  ])("carries %s", (_, answer) => {
    id += 1;
    expect(there.take(id)).toBeUndefined();
    here.put({ kind: "answer", id, answer });
    expect(there.take(id)).toEqual({ kind: "answer", id, answer });
  });

  it("keeps an answer when one to an earlier question comes too late", () => {
    here.put({ kind: "answer", id: 101, answer: { kind: "value", value: "new" } });
    here.put({ kind: "answer", id: 100, answer: { kind: "value", value: "old" } });
    expect(there.take(101)?.answer).toEqual({ kind: "value", value: "new" });
    expect(there.take(100)).toBeUndefined();
  });
});
