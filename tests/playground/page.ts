// What the frame's page runs: all steps, one after the other.
import { type Seen, STEPS } from "./driver.js";

const post = (path: string, result: unknown) =>
  fetch(path, { method: "POST", body: JSON.stringify(result) });

const seen: Seen = {};
for (const [name, step] of Object.entries(STEPS)) {
  try {
    seen[name] = await step();
  } catch (error) {
    seen[name] = `failed: ${error instanceof Error ? error.message : error}`;
  }
  // Whatever it did, nothing is missing for the next one.
  await fetch("/fail?");
}
await post("/result", seen);
