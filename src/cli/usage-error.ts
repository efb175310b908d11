/** A command that is not valid; the message says why. */
export class UsageError extends Error {}
