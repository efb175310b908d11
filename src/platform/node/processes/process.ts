// A process in which a thread runs Python. It passes messages between its parent and the thread.
import type { ToWorker } from "../../../worker/protocol.js";
import { startThread } from "../threads/start-thread.js";
import type { StopMessage } from "./start-process.js";

const thread = startThread({
  received: (message) => process.send?.(message),
  ended: () => process.exit(1),
});

process.on("message", (message: ToWorker | StopMessage) => {
  if ("stop" in message) thread.stop(message.stop);
  else thread.post(message);
});

// The parent is gone.
process.on("disconnect", () => process.exit(0));
