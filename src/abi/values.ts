/**
 * A part of a value is of a kind that cannot cross the boundary. The message names the part, as in
 * `result.rows[3]`.
 */
export class ValueTypeError extends TypeError {}

/** A part of a value is too large, nested too deep, or text that is no Unicode. */
export class ValueRangeError extends RangeError {}

/** The whole value takes more bytes than it may. */
export class ValueTooLarge extends ValueRangeError {
  constructor() {
    super("the value takes more bytes than it may");
  }
}

/** What the guest sent is no value: its memory is corrupt, or it is an artifact of someone else's. */
export class MalformedValue extends Error {
  constructor() {
    super("the guest sent a malformed value");
  }
}
