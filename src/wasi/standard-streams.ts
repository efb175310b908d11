import { InputSource } from "./input.js";
import { OutputSink } from "./output.js";

/** Where a run reads from and writes to. */
export interface RunStreams {
  readonly stdin: InputSource;
  readonly stdout: OutputSink;
  readonly stderr: OutputSink;
}

/** The standard streams of an instance: those of the current run that it has not closed. */
export class StandardStreams {
  #open: (InputSource | OutputSink | undefined)[] = emptyStreams();

  /** Opens the streams of a run in place of the previous run's. */
  use({ stdin, stdout, stderr }: RunStreams): void {
    this.#open = [stdin, stdout, stderr];
  }

  /** Lets go of the last run's streams. */
  drop(): void {
    this.#open = emptyStreams();
  }

  /** The open stream with a file descriptor, if any. */
  get(fd: number): InputSource | OutputSink | undefined {
    return this.#open[fd];
  }

  /**
   * Passes on what was written so far, so that output to both streams arrives in the order in which
   * it was written.
   *
   * @param except a stream that is left alone.
   * @throws OutputCallbackError
   */
  flush(except?: OutputSink): void {
    // Every call of a host function ends up here.
    for (let fd = 0; fd < this.#open.length; fd++) {
      const stream = this.#open[fd];
      if (stream instanceof OutputSink && stream !== except) stream.flush();
    }
  }

  /** Makes the limits of the output streams start afresh. */
  renewOutput(): void {
    for (const stream of this.#open) if (stream instanceof OutputSink) stream.renew();
  }

  close(fd: number): void {
    this.#open[fd] = undefined;
  }
}

/** Streams for the time between runs; they keep nothing. CPython checks that they are open when it starts. */
function emptyStreams() {
  return [new InputSource(""), new OutputSink(null, 0), new OutputSink(null, 0)];
}
