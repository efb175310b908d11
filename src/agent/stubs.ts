import type { NamedFunction } from "./functions.js";
import { DescribedFunction } from "./host-function.js";
import { classNameOf, identifierOf, indent, literalOf, oneLine, printable } from "./python-text.js";
import { descriptionOf, isSchema, PythonTypes, requiredOf } from "./python-types.js";
import { type JsonSchema, jsonSchemaOf } from "./standard-schema.js";

/** A parameter of a function in Python. */
export interface Parameter {
  /** Its name in Python. */
  readonly name: string;
  /** Its name in the schema. */
  readonly key: string;
  readonly type: string;
  /** Its default as Python source; `null` if it must be given. */
  readonly defaultText: string | null;
  readonly description: string;
}

/** How a function looks in Python. */
export interface Signature {
  readonly path: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly description: string;
  /** `"plain"`: all arguments go to a plain function; `"keywords"`: any keyword arguments. */
  readonly parameters: readonly Parameter[] | "plain" | "keywords";
  /** Whether the only parameter is the whole input. */
  readonly takesValue: boolean;
  readonly returns: string;
}

/** The functions' signatures, and the classes that they refer to. */
export interface Signatures {
  readonly functions: readonly Signature[];
  /** Source of classes. */
  readonly classes: string;
}

const MAX_PARAMETERS = 100;
const MAX_DESCRIPTION = 1000;

/** Works out how functions look in Python. */
export function signaturesOf(functions: readonly NamedFunction[]): Signatures {
  const types = new PythonTypes();
  const signatures = functions.map((named) => signatureOf(named, types));
  return { functions: signatures, classes: types.source };
}

function signatureOf({ path, namespace, name, fn }: NamedFunction, types: PythonTypes): Signature {
  const known = { path, namespace, name, takesValue: false };
  if (!(fn instanceof DescribedFunction)) {
    return { ...known, description: "", parameters: "plain", returns: "Any" };
  }
  const className = classNameOf(path.replace(".", "_"));
  const description = printable(fn.description.trim().slice(0, MAX_DESCRIPTION));
  const result = jsonSchemaOf(fn.output, "output");
  const returns = result === null ? "Any" : types.typeOf(result, `${className}Result`, result);
  if (fn.input === null) return { ...known, description, parameters: [], returns };
  const input = jsonSchemaOf(fn.input, "input");
  if (input === null) return { ...known, description, parameters: "keywords", returns };
  if (input.type !== "object") {
    const type = types.typeOf(input, `${className}Value`, input);
    const value = { name: "value", key: "value", type, defaultText: null };
    const parameters = [{ ...value, description: descriptionOf(input) }];
    return { ...known, description, parameters, takesValue: true, returns };
  }
  return { ...known, description, parameters: parametersOf(input, className, types), returns };
}

function parametersOf(
  input: JsonSchema,
  className: string,
  types: PythonTypes,
): readonly Parameter[] | "keywords" {
  const properties = Object.entries(isSchema(input.properties) ? input.properties : {});
  const isOpen = isSchema(input.additionalProperties) || input.additionalProperties === true;
  if (properties.length > MAX_PARAMETERS || (properties.length === 0 && isOpen)) return "keywords";
  const required = requiredOf(input);
  const names = new Set<string>();
  const parameters = properties.map(([key, schema]) => {
    let name = identifierOf(key);
    while (names.has(name)) name += "_";
    names.add(name);
    const type = types.typeOf(schema, `${className}${classNameOf(key)}`, input);
    const given = isSchema(schema) && "default" in schema ? literalOf(schema.default) : null;
    const defaultText = required.has(key) ? null : (given ?? "...");
    return { name, key, type, defaultText, description: descriptionOf(schema) };
  });
  // Python wants parameters without a default first.
  return [...parameters].sort(
    (a, b) => Number(a.defaultText !== null) - Number(b.defaultText !== null),
  );
}

/** The parameters as Python source. */
export function parametersText({ parameters }: Signature): string {
  if (parameters === "plain") return "*args, **kwargs";
  if (parameters === "keywords") return "**arguments";
  return parameters
    .map(
      ({ name, type, defaultText }) =>
        `${name}: ${type}${defaultText === null ? "" : ` = ${defaultText}`}`,
    )
    .join(", ");
}

/** What a function does and what its parameters mean. */
export function docOf({ description, parameters }: Signature): string {
  if (typeof parameters === "string") return description;
  const notes = parameters.filter((parameter) => parameter.description !== "");
  const lines = notes.map((parameter) => `${parameter.name}: ${parameter.description}`);
  return [description, lines.join("\n")].filter(Boolean).join("\n\n");
}

/** A function's stub. @param indentation for the body of a class. */
export function stubOf(signature: Signature): string {
  const doc = docOf(signature)
    .replaceAll("\\", "\\\\")
    .replaceAll('"""', '\\"\\"\\"')
    .replace(/"$/, '\\"');
  const head = `def ${signature.name}(${parametersText(signature)}) -> ${signature.returns}:`;
  if (doc === "") return `${head} ...`;
  return `${head}\n${indent(`"""${doc}${doc.includes("\n") ? "\n" : ""}"""`)}`;
}

/** The text of a `.pyi` file that describes the functions. */
export function stubsOf({ functions, classes }: Signatures): string {
  const top = functions.filter(({ namespace }) => namespace === null).map(stubOf);
  const spaces = new Set(
    functions.map(({ namespace }) => namespace).filter((name) => name !== null),
  );
  const grouped = [...spaces].map((space) => {
    const inside = functions.filter(({ namespace }) => namespace === space);
    const methods = inside.map((signature) => indent(`@staticmethod\n${stubOf(signature)}`));
    return `class ${space}:\n${methods.join("\n\n")}`;
  });
  return [classes, ...top, ...grouped].filter(Boolean).join("\n\n");
}

/** One line about a function. */
export function summaryOf(signature: Signature): string {
  const head = `${signature.path}(${parametersText(signature)}) -> ${signature.returns}`;
  const summary = oneLine(signature.description, 120);
  return summary === "" ? head : `${head}: ${summary}`;
}
