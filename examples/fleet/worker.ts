// A worker of the fleet. On SIGTERM, it finishes its step and ends; it may be killed at any time.
//
// Usage: node build/examples/fleet/worker.js URL

import { connect } from "./connect.js";
import { perform } from "./conversation.js";

const backend = await connect(process.argv[2] ?? "");
const stop = await backend.work((step) => perform(step, backend.store, backend.charges));

process.once("SIGTERM", async () => {
  await stop();
  await backend.close();
});
process.send?.("ready");
