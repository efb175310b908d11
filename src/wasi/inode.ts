const START = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * The number that tells a program whether two paths name the same file: a hash of the path inside the
 * sandbox. The host's own numbers are secret; 0 would mean unknown.
 */
export function inodeOf(names: readonly string[]): bigint {
  let hash = START;
  for (const name of names) {
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), PRIME);
    hash = Math.imul(hash ^ 0x2f, PRIME);
  }
  // Positive in every C library.
  return BigInt(hash >>> 2 || 1);
}
