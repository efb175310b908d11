// The thread that runs Python for the prompt. The main thread owns the terminal, so it sees Ctrl-C while
// Python runs, and the session survives.
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import { failureOf } from "./failure.js";
import { GuestSignal } from "./guest-signal.js";
import { LINES, type Line, type Message, type Request } from "./protocol.js";
import { Python } from "./python.js";
import { OutputStream } from "./streams/output.js";

const { shared, lines } = workerData as { shared: Int32Array; lines: MessagePort };
const stdout = new OutputStream(1);
const python = new Python({
  signal: new GuestSignal(shared, () => stdout.flushIfDue()),
  stdout,
  stderr: new OutputStream(2),
  readLine,
});

parentPort?.on("message", (request: Request) => {
  try {
    send({ kind: "result", value: python.handle(request) });
  } catch (error) {
    send({ kind: "failure", error: failureOf(error) });
  }
});

/** Blocks until the main thread sends the next line. */
function readLine(): string | null {
  const seen = Atomics.load(shared, LINES);
  send({ kind: "line", shown: stdout.lastLine });
  Atomics.wait(shared, LINES, seen);
  const received = receiveMessageOnPort(lines) as { message: Line } | undefined;
  return received?.message.line ?? null;
}

function send(message: Message): void {
  parentPort?.postMessage(message);
}
