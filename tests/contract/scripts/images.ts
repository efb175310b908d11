import { createImage, type PythonName } from "micropython-wasm";
import type { Isolation } from "../isolations.js";
import type { Script } from "./script.js";

/** An image that MicroPython does not copy for each program. */
async function largeImage({ run }: Isolation) {
  const { value } = await run("import sys\nsys.implementation.name");
  const setup = "rows = [{'n': i} for i in range(3000)]\nfilling = bytearray(2_000_000)";
  return createImage({ python: value as PythonName, setup, wallTimeoutMs: null });
}

/** What starts from images. */
export const IMAGES: Record<string, Script> = {
  "programs from a large image": async (isolation) => {
    const image = await largeImage(isolation);
    const code = "for row in rows[::9]: row.clear()\nrows.append(0)\n[len(rows), sum(filling)]";
    const results: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const { value, fuelUsed } = await isolation.run(code, { image, wallTimeoutMs: null });
      results.push(value, fuelUsed);
    }
    return results;
  },
  "a session from a large image": async (isolation) => {
    const image = await largeImage(isolation);
    const session = isolation.session({ image, wallTimeoutMs: null });
    await session.run("rows.clear()\nfilling[:3] = b'abc'");
    const fork = await session.fork();
    await fork.run("rows.append(1)");
    const later = await isolation.restore(await session.save(), { wallTimeoutMs: null });
    const code = "[len(rows), bytes(filling[:4])]";
    const values = [await session.evaluate(code), await fork.evaluate(code)];
    values.push(await later.evaluate(code));
    for (const one of [session, fork, later]) await one.close();
    return values;
  },
};
