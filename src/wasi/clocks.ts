import { guestPointer, offset } from "../abi/memory.js";
import type { WasiContext } from "./context.js";
import { ERRNO } from "./errno.js";

const REALTIME = 0;
const MONOTONIC = 1;

// Layout of a subscription and of an event.
const SUBSCRIPTION_BYTES = 48;
const SUBSCRIPTION = { type: 8, clock: 16, timeoutNs: 24, flags: 40 } as const;
const EVENT_BYTES = 32;
const TYPE_CLOCK = 0;

/** The WASI functions for clocks and sleep. */
export function clockFunctions({ memory, clock, sleepMs }: WasiContext) {
  return {
    clock_time_get(id: number, _precisionNs: bigint, result: number) {
      if (id !== REALTIME && id !== MONOTONIC) return ERRNO.INVAL;
      const now = id === REALTIME ? clock().wallNs() : clock().monotonicNs();
      memory.setU64(guestPointer(result), now);
      return ERRNO.SUCCESS;
    },

    /** Sleeps: a guest can only wait for one relative timeout. */
    poll_oneoff(subscriptions: number, events: number, count: number, eventCount: number) {
      if (count !== 1) return ERRNO.NOTSUP;
      const subscription = guestPointer(subscriptions);
      const event = guestPointer(events);
      memory.check(subscription, SUBSCRIPTION_BYTES);
      memory.check(event, EVENT_BYTES);
      memory.check(guestPointer(eventCount), 4);
      const isRelativeTimeout =
        memory.u8(offset(subscription, SUBSCRIPTION.type)) === TYPE_CLOCK &&
        memory.u32(offset(subscription, SUBSCRIPTION.clock)) <= MONOTONIC &&
        memory.u8(offset(subscription, SUBSCRIPTION.flags)) === 0;
      if (!isRelativeTimeout) return ERRNO.NOTSUP;

      const userdata = memory.u64(subscription);
      const timeoutMs = Number(memory.u64(offset(subscription, SUBSCRIPTION.timeoutNs))) / 1e6;
      const wake = () => {
        memory.bytesToWrite(event, EVENT_BYTES).fill(0);
        memory.setU64(event, userdata);
        memory.setU32(guestPointer(eventCount), 1);
        return ERRNO.SUCCESS;
      };
      return sleepMs(timeoutMs)?.then(wake) ?? wake();
    },
  };
}
