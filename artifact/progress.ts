/** A failure of the pipeline that its message explains completely; shown without a stack trace. */
export class BuildError extends Error {
  override readonly name: string = "BuildError";
}

/** Reports what the pipeline does, one line per step. */
export interface Progress {
  /** Runs one named step and reports its outcome and duration. */
  step<T>(name: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>;
}

/**
 * Reports each step on a stream, as `[3/7] compile … 128 files, 41.2 s`.
 *
 * @param out receives the text; a terminal sees the running count updated in place.
 * @param totalSteps how many steps there will be.
 */
export function consoleProgress(
  out: { write(text: string): unknown; isTTY?: boolean },
  totalSteps: number,
): Progress {
  let current = 0;
  return {
    async step(name, work) {
      current += 1;
      const label = `[${current}/${totalSteps}] ${name}`;
      const started = performance.now();
      let last = "";
      if (out.isTTY) out.write(`${label} …`);
      try {
        const result = await work((text) => {
          last = text;
          if (out.isTTY) out.write(`\r\x1b[K${label} … ${text}`);
        });
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        const detail = last === "" ? "" : `${last}, `;
        out.write(`${out.isTTY ? "\r\x1b[K" : ""}${label}: ${detail}${seconds} s\n`);
        return result;
      } catch (error) {
        out.write(`${out.isTTY ? "\r\x1b[K" : ""}${label}: failed\n`);
        throw error;
      }
    },
  };
}
