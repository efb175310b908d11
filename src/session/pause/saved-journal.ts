import {
  SANDBOX_ANSWER_EXCEPTION,
  SANDBOX_ANSWER_OBJECT,
  SANDBOX_ANSWER_VALUE,
  SANDBOX_RUN_FOR_RESULT,
  SANDBOX_RUN_PROGRAM,
  SANDBOX_RUN_STATEMENT,
} from "../../abi/constants.js";
import { decodeValue } from "../../abi/decode-value.js";
import { MalformedValue } from "../../abi/values.js";
import { ByteReader, MalformedBytes } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import { encodeText } from "../../base/bytes.js";
import { isIdentifier, MAX_NAME_LENGTH } from "../../base/host-functions.js";
import { RUN_NORMALISERS } from "../../base/options.js";
import { KEY_BYTES } from "../../base/random-stream.js";
import { callsFunction, isCallForm } from "../../engine/host-answers.js";
import { askedCall } from "./asked-call.js";
import {
  CALL_BYTES,
  CHECK_BYTES,
  type HostCall,
  type Journal,
  type JournalledCall,
  type JournalledProgram,
  TIME_BYTES,
} from "./journal.js";

const PURPOSES = [SANDBOX_RUN_PROGRAM, SANDBOX_RUN_FOR_RESULT, SANDBOX_RUN_STATEMENT];

/** The kind of an answer that is not there yet. */
const NO_ANSWER = 0xff;

/** More than any run can use. */
const MOST_UNITS = Number.MAX_SAFE_INTEGER;
const MOST_MS = 100 * 365 * 24 * 3600 * 1000;
const MOST_BYTES = 2 ** 32;

/** Encodes a journal. */
export function encodeJournal(journal: Journal): Uint8Array<ArrayBuffer> {
  const { program, pauseOn, pending, lines, randomKeys, calls } = journal;
  const writer = new ByteWriter()
    .u8(program.purpose)
    .sized(program.source)
    .text(program.filename)
    .u8(pending.form)
    .sized(pending.name)
    .sized(pending.payload)
    .text(journal.stdout)
    .text(journal.stderr)
    .float(journal.memoryBytes)
    .raw(journal.filesDigest)
    .float(journal.elapsedMs)
    .float(journal.usedMs)
    .u8(journal.hasOwnInput ? 1 : 0)
    .sized(journal.input)
    .sized(journal.clock)
    .u32(pauseOn.length);
  for (const name of pauseOn) writer.text(name);
  writer.u32(lines.length);
  for (const line of lines) writer.u8(line === null ? 0 : 1).text(line ?? "");
  writer.u32(randomKeys.length);
  for (const { key, position } of randomKeys) writer.raw(key).float(position);
  writer.u32(calls.length);
  for (const { units, digest, hasPaused, answer } of calls) {
    writer
      .float(units)
      .raw(digest)
      .u8(hasPaused ? 1 : 0);
    writer.u8(answer?.kind ?? NO_ANSWER).sized(answer?.value ?? new Uint8Array());
  }
  return writer.bytes();
}

/** Decodes a journal. The bytes are untrusted. @throws MalformedBytes */
export function decodeJournal(bytes: Uint8Array): Journal {
  try {
    const reader = new ByteReader(bytes);
    const journal = {
      program: readProgram(reader),
      pending: readPending(reader),
      stdout: reader.text(),
      stderr: reader.text(),
      memoryBytes: reader.amount(MOST_BYTES),
      filesDigest: reader.raw(CHECK_BYTES),
      elapsedMs: reader.amount(MOST_MS),
      usedMs: reader.amount(MOST_MS),
      hasOwnInput: reader.u8() !== 0,
      input: reader.sized(),
      clock: reader.sized(),
      pauseOn: readMany(reader, 4, () => readName(reader)),
      lines: readMany(reader, 5, () => {
        const hasText = reader.u8() !== 0;
        const text = reader.text();
        return hasText ? text : null;
      }),
      randomKeys: readMany(reader, KEY_BYTES + 8, () => ({
        key: reader.raw(KEY_BYTES),
        position: reader.amount(MOST_UNITS),
      })),
      calls: readMany(reader, CALL_BYTES, () => readCall(reader)),
    };
    reader.end();
    checkCalls(journal.calls, journal.randomKeys.length);
    checkTimes(journal.clock);
    return journal;
  } catch (error) {
    throw error instanceof MalformedValue ? new MalformedBytes() : error;
  }
}

function readProgram(reader: ByteReader): JournalledProgram {
  const purpose = reader.u8();
  if (!PURPOSES.includes(purpose)) throw new MalformedBytes();
  const source = encodeText(reader.text());
  const filename = reader.text();
  try {
    RUN_NORMALISERS.filename(filename);
  } catch {
    throw new MalformedBytes();
  }
  return { purpose, source, filename };
}

function readName(reader: ByteReader): string {
  const name = reader.text();
  if (name.length > MAX_NAME_LENGTH || !isIdentifier(name)) throw new MalformedBytes();
  return name;
}

function readPending(reader: ByteReader): HostCall {
  const form = reader.u8();
  if (!isCallForm(form) || !callsFunction(form)) throw new MalformedBytes();
  const pending = { form, name: reader.sized(), payload: reader.sized() };
  try {
    askedCall(pending);
  } catch {
    throw new MalformedBytes();
  }
  return pending;
}

function readCall(reader: ByteReader): JournalledCall {
  const units = reader.amount(MOST_UNITS);
  const digest = reader.raw(CHECK_BYTES);
  const hasPaused = reader.u8() !== 0;
  const kind = reader.u8();
  const value = reader.sized();
  if (kind === NO_ANSWER) return { units, digest, hasPaused, answer: null };
  if (!isAnswer(kind, decodeValue(value))) throw new MalformedBytes();
  return { units, digest, hasPaused, answer: { kind, value } };
}

function isAnswer(kind: number, value: unknown): boolean {
  if (kind === SANDBOX_ANSWER_VALUE) return true;
  if (!Array.isArray(value)) return false;
  const types = value.map((part) => typeof part).join();
  if (kind === SANDBOX_ANSWER_EXCEPTION) return types === "string,string,number";
  return kind === SANDBOX_ANSWER_OBJECT && typeof value[0] === "string";
}

/** Only the last call waits for its answer, and each pause ended what one key was for. */
function checkCalls(calls: readonly JournalledCall[], keys: number): void {
  const waiting = calls.findIndex(({ answer }) => answer === null);
  const last = calls.at(-1);
  const pauses = calls.filter(({ hasPaused }) => hasPaused).length;
  const isGood = last?.hasPaused && waiting === calls.length - 1 && pauses === keys;
  if (!isGood) throw new MalformedBytes();
}

/** Clocks count in 63 bits. */
function checkTimes(clock: Uint8Array): void {
  if (clock.length % TIME_BYTES !== 0) throw new MalformedBytes();
  for (let at = TIME_BYTES - 1; at < clock.length; at += TIME_BYTES) {
    if ((clock[at] as number) > 0x7f) throw new MalformedBytes();
  }
}

function readMany<Item>(reader: ByteReader, itemBytes: number, read: () => Item): Item[] {
  return Array.from({ length: reader.count(itemBytes) }, read);
}
