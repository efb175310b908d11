import type { InputSource } from "./input.js";
import { OutputSink } from "./output.js";

/** Where a run reads from and writes to. */
export interface RunStreams {
  readonly stdin: InputSource;
  readonly stdout: OutputSink;
  readonly stderr: OutputSink;
}

/** The standard streams of an instance: those of the present run, as far as it has not closed them. */
export class StandardStreams {
  #open: (InputSource | OutputSink | undefined)[] = [];

  /** Opens the streams of a run, in place of those of the one before. */
  use({ stdin, stdout, stderr }: RunStreams): void {
    this.#open = [stdin, stdout, stderr];
  }

  /** The stream with a file descriptor, or `undefined` where there is none open. */
  get(fd: number): InputSource | OutputSink | undefined {
    return this.#open[fd];
  }

  /**
   * Passes on what was written so far, so that the order in which a program writes to its streams is
   * the order in which it arrives.
   *
   * @throws OutputCallbackError
   */
  flush({ except }: { except?: OutputSink } = {}): void {
    for (const stream of this.#open) {
      if (stream instanceof OutputSink && stream !== except) stream.flush();
    }
  }

  close(fd: number): void {
    this.#open[fd] = undefined;
  }
}
