/**
 * A part of a value has a type that cannot cross the boundary. The message names the part, as in
 * `result.rows[3]`.
 */
export class ValueTypeError extends TypeError {}

/** A part of a value is too large, nested too deeply, or invalid Unicode. */
export class ValueRangeError extends RangeError {}

/** The whole value exceeds its maximum size. */
export class ValueTooLarge extends ValueRangeError {
  constructor() {
    super("the value takes more bytes than it may");
  }
}

/** The guest sent something that is not a value: its memory is corrupt, or the artifact is not ours. */
export class MalformedValue extends Error {
  constructor() {
    super("the guest sent a malformed value");
  }
}
