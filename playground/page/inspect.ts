import type { Variable } from "./protocol.js";

/** Python that describes the global variables. */
export const INSPECT = `
def __inspect(variables):
    import sys
    found = []
    for name, value in variables:
        if name.startswith("__") or name == "input" and type(value).__name__ == "host_function":
            continue
        try:
            text = repr(value)[:200]
        except Exception as error:
            text = "repr raises " + type(error).__name__
        try:
            size = sys.getsizeof(value)
        except Exception:
            size = None
        found.append((name, type(value).__name__, size, text))
    return found
__inspect(list(globals().items()))
`;

/** The variables that `INSPECT` found; what Python returns is not to be trusted. */
export function variablesOf(found: unknown): Variable[] {
  if (!Array.isArray(found)) return [];
  return found.filter(Array.isArray).map(([name, type, size, text]) => ({
    name: String(name),
    type: String(type),
    sizeBytes: typeof size === "number" ? size : null,
    text: String(text),
  }));
}
