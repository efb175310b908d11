import { isIdentifier } from "../base/host-functions.js";

/** Text for Python source. */

/** The identifier that is nearest to a text: `per-page` becomes `per_page`, `from` becomes `from_`. */
export function identifierOf(text: string): string {
  // Names of the tool's own Python code begin with "_host".
  const name = text
    .slice(0, 100)
    .replace(/[^\p{ID_Continue}]/gu, "_")
    .replace(/^_+host/, "host");
  if (!/^[\p{ID_Start}_]/u.test(name)) return `_${name}`;
  return isIdentifier(name) ? name.replace(/^__+/, "_") : `${name}_`;
}

/** A name in the style of Python's classes: `search-issues` becomes `SearchIssues`. */
export function classNameOf(text: string): string {
  const words = identifierOf(text).split("_").filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("") || "Value";
}

/** A Python literal for a text. JSON's escapes are Python's, too. */
export function textLiteral(text: string): string {
  return JSON.stringify(wellFormed(text));
}

/** A Python literal for a value of JSON; `null` if it is not simple, or is long. */
export function literalOf(value: unknown): string | null {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : null;
  if (typeof value === "string") return value.length <= 200 ? textLiteral(value) : null;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : null;
  return typeof value === "object" && Object.keys(value).length === 0 ? "{}" : null;
}

/** One line: whitespace and control characters become single spaces. */
export function oneLine(text: string, maxLength: number): string {
  const line = wellFormed(text)
    .replace(/[\s\p{C}]+/gu, " ")
    .trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}

/** The text with replacement characters for lone surrogates. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** The text with spaces for control characters, but for line breaks. */
export function printable(text: string): string {
  return wellFormed(text)
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n]/gu, " ");
}

/** Lines with spaces before them; empty lines stay empty. */
export function indent(text: string, by = "    "): string {
  return text.replace(/^(?=.)/gm, by);
}
