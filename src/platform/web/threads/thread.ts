// A web worker in which Python runs.
import { InstancePools } from "../../../engine/pools.js";
import type { ToWorker } from "../../../worker/protocol.js";
import { WorkerService } from "../../../worker/worker-service.js";
import { platform } from "../platform.js";
import { Mailbox } from "./mailbox.js";
import type { ThreadData } from "./start-thread.js";

addEventListener(
  "message",
  ({ data }: MessageEvent<ThreadData>) => {
    const mailbox = new Mailbox(data.mailbox);
    let asked: number | null = null;
    const service = new WorkerService(
      {
        post: (message) => {
          if (message.kind === "question") asked = message.id;
          postMessage(message);
        },
        nextAnswer: () => {
          const answer = asked === null ? undefined : mailbox.take(asked);
          if (answer !== undefined) asked = null;
          return answer;
        },
      },
      data.shared,
      new InstancePools(platform),
    );
    addEventListener("message", ({ data }: MessageEvent<ToWorker>) => service.receive(data));
  },
  { once: true },
);
