import fc from "fast-check";

const text = fc.string({ unit: "binary", maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 40 });
const safeInt = fc.maxSafeInteger();
const largeInt = fc
  .bigInt({ min: -(2n ** 200n), max: 2n ** 200n })
  .filter((value) => !Number.isSafeInteger(Number(value)));

/** A float that no Python int equals. */
const fraction = fc.double({ noNaN: true, noInteger: true });

/** Possible elements of a dict or set, without values that are equal in Python but not in JavaScript. */
const hashable = fc.oneof(
  fc.constant(null),
  safeInt.filter((value) => value > 1 || value < -1),
  largeInt,
  fraction,
  text,
  bytes,
);

const { any } = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthIdentifier: "value" },
    fc.constantFrom(null, true, false, Number.NaN, Infinity, -Infinity, -0, 2 ** 53, 1e300),
    safeInt,
    largeInt,
    fraction,
    text,
    bytes,
    fc.array(tie("any"), { maxLength: 4, depthIdentifier: "value" }),
    fc.array(fc.tuple(text, tie("any")), { maxLength: 4, depthIdentifier: "value" }).map(record),
    fc
      .uniqueArray(fc.tuple(hashable, tie("any")), {
        maxLength: 4,
        depthIdentifier: "value",
        selector: ([key]) => String(key),
      })
      .map((entries) => new Map<unknown, unknown>([[null, "no string"], ...entries])),
    fc.uniqueArray(hashable, { maxLength: 4, selector: String }).map((items) => new Set(items)),
  ),
}));

/** Values that are the same after crossing to Python and back. */
export const crossing: fc.Arbitrary<unknown> = any;

/** An object without a prototype, so that every key is data. */
function record(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}
