import { isUint8Array } from "../base/kinds.js";

/**
 * A worker sent what it never sends: it can no longer be trusted. Everything that comes from a worker is
 * checked like what comes from a program, as a program that escaped from the sandbox would be there.
 */
export class MalformedMessage extends Error {
  constructor() {
    super("the worker sent a malformed message");
  }
}

/** Checks parts of messages, which are results of `structuredClone`. @throws MalformedMessage */
export const checked = {
  object(value: unknown): Readonly<Record<string, unknown>> {
    if (typeof value !== "object" || value === null) throw new MalformedMessage();
    return value as Record<string, unknown>;
  },
  text(value: unknown): string {
    if (typeof value !== "string") throw new MalformedMessage();
    return value;
  },
  flag(value: unknown): boolean {
    if (typeof value !== "boolean") throw new MalformedMessage();
    return value;
  },
  /** A whole number from 0 to `most`. */
  count(value: unknown, most = Number.MAX_SAFE_INTEGER): number {
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > most) {
      throw new MalformedMessage();
    }
    return value as number;
  },
  /** A finite number that is at least 0. */
  amount(value: unknown): number {
    if (typeof value !== "number" || !(value >= 0 && value < Infinity)) {
      throw new MalformedMessage();
    }
    return value;
  },
  /** Bytes that no other thread shares. */
  bytes(value: unknown): Uint8Array {
    if (!isUint8Array(value) || value.buffer instanceof SharedArrayBuffer) {
      throw new MalformedMessage();
    }
    return value;
  },
  list(value: unknown, most: number): readonly unknown[] {
    if (!Array.isArray(value) || value.length > most) throw new MalformedMessage();
    return value;
  },
  oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
    if (!allowed.includes(value as T)) throw new MalformedMessage();
    return value as T;
  },
};
