import { MessageChannel } from "node:worker_threads";
import { describe, expect, it, vi } from "vitest";
import {
  ASLEEP,
  COMING,
  LOOKING,
  LOOKOUT,
  SHARED_NUMBERS,
  type ToWorker,
} from "../../../worker/protocol.js";
import { Lookout, postWhereItLooks, sentMessage } from "./lookout.js";

const forget = (number: number): ToWorker => ({ kind: "forgetImage", number });

function looking() {
  const shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_NUMBERS));
  Atomics.store(shared, LOOKOUT, LOOKING);
  const { port1, port2 } = new MessageChannel();
  const events: ToWorker[] = [];
  const post = (message: ToWorker) =>
    postWhereItLooks(shared, message, port1, { postMessage: (event) => void events.push(event) });
  return { shared, answers: port2, events, post, close: () => port1.close() };
}

describe("a worker that looks for messages", () => {
  it("gets the one that was sent there, even if the next one already comes as an event", () => {
    const { shared, answers, events, post, close } = looking();
    post(forget(1));
    post(forget(2));
    expect(events).toEqual([forget(2)]);
    expect(sentMessage(shared, answers)).toEqual(forget(1));
    expect(Atomics.load(shared, LOOKOUT)).toBe(COMING);
    close();
  });

  it("sleeps until the next event if there was only that one", () => {
    const first = looking();
    first.post(forget(1));
    expect(sentMessage(first.shared, first.answers)).toEqual(forget(1));
    expect(Atomics.load(first.shared, LOOKOUT)).toBe(ASLEEP);
    first.close();
  });

  it("does not wait for a message that cannot be sent, and gets the next one as an event", () => {
    const { shared, answers, events, post, close } = looking();
    const broken = { kind: "forgetImage", number: () => 1 } as unknown as ToWorker;
    expect(() => post(broken)).toThrow("could not be cloned");
    post(forget(1));
    expect(sentMessage(shared, answers)).toEqual(forget(0));
    expect(events).toEqual([forget(1)]);
    close();
  });

  it("looks less and less often as long as it finds nothing", () => {
    const { shared, answers, close } = looking();
    Atomics.store(shared, LOOKOUT, ASLEEP);
    const lookout = new Lookout(shared, answers);
    let looks = 0;
    const compare = vi.spyOn(Atomics, "compareExchange");
    for (let i = 0; i < 1000; i++) {
      const before = compare.mock.calls.length;
      expect(lookout.messageSoon()).toBeNull();
      if (compare.mock.calls.length > before) looks += 1;
    }
    compare.mockRestore();
    expect(looks).toBeLessThan(40);
    expect(Atomics.load(shared, LOOKOUT)).toBe(ASLEEP);
    close();
  });

  it("gets messages as events while it does not look", () => {
    const { shared, events, post, close } = looking();
    Atomics.store(shared, LOOKOUT, ASLEEP);
    post(forget(1));
    post(forget(2));
    expect(events).toEqual([forget(1), forget(2)]);
    expect(Atomics.load(shared, LOOKOUT)).toBe(COMING);
    close();
  });
});
