import { isIdentifier } from "../base/host-functions.js";
import { classNameOf, literalOf, oneLine, textLiteral } from "./python-text.js";
import type { JsonSchema } from "./standard-schema.js";

/** Schemas may come from a server: none makes us write more than this. */
const MAX_DEPTH = 12;
const MAX_CLASSES = 200;
const MAX_FIELDS = 200;
const MAX_LITERALS = 50;
/** So many schemas are looked at, including those met again. */
const MAX_WORK = 20_000;

/** Python types for JSON Schemas, with a `TypedDict` for each object. */
export class PythonTypes {
  readonly #classes: string[] = [];
  readonly #names = new Set<string>();
  /** The classes of schemas that have one, which may contain themselves. */
  readonly #known = new Map<object, string>();
  readonly #active = new Set<object>();
  #work = 0;

  /** The source of the classes so far. */
  get source(): string {
    return this.#classes.join("\n\n");
  }

  /** The type of what matches a schema. @param name what its class is called if it needs one. */
  typeOf(schema: unknown, name: string, root: JsonSchema, depth = 0): string {
    if (!isSchema(schema) || depth > MAX_DEPTH || ++this.#work > MAX_WORK) return "Any";
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    // A schema that contains itself, and is no object with a name.
    if (this.#active.has(schema)) return "Any";
    this.#active.add(schema);
    try {
      return this.#typeOf(schema, name, root, depth + 1);
    } finally {
      this.#active.delete(schema);
    }
  }

  #typeOf(schema: JsonSchema, name: string, root: JsonSchema, depth: number): string {
    const { $ref, enum: values, anyOf, oneOf, allOf, type } = schema;
    if (typeof $ref === "string") {
      const target = targetOf($ref, root);
      return this.typeOf(target, classNameOf($ref.split("/").at(-1) || name), root, depth);
    }
    if ("const" in schema) return literalType([schema.const]);
    if (Array.isArray(values)) return literalType(values);
    const choices =
      anyOf ?? oneOf ?? (Array.isArray(type) && type.map((one) => ({ ...schema, type: one })));
    if (Array.isArray(choices)) {
      return union(
        choices.slice(0, MAX_FIELDS).map((choice) => this.typeOf(choice, name, root, depth)),
      );
    }
    if (Array.isArray(allOf) && allOf.length === 1) return this.typeOf(allOf[0], name, root, depth);
    switch (type) {
      case "string":
        return "str";
      case "integer":
        return "int";
      case "number":
        return "float";
      case "boolean":
        return "bool";
      case "null":
        return "None";
      case "array": {
        const { items, prefixItems } = schema;
        const kinds = Array.isArray(prefixItems) ? prefixItems : items === undefined ? [] : [items];
        const types = kinds
          .slice(0, MAX_FIELDS)
          .map((kind) => this.typeOf(kind, `${name}Item`, root, depth));
        return types.length === 0 ? "list" : `list[${union(types)}]`;
      }
      case "object":
        return this.#objectType(schema, name, root, depth);
      default:
        return "Any";
    }
  }

  #objectType(schema: JsonSchema, name: string, root: JsonSchema, depth: number): string {
    const { properties, additionalProperties } = schema;
    const fields = Object.entries(isSchema(properties) ? properties : {});
    if (fields.length === 0) {
      if (!isSchema(additionalProperties)) return "dict[str, Any]";
      return `dict[str, ${this.typeOf(additionalProperties, `${name}Value`, root, depth)}]`;
    }
    if (fields.length > MAX_FIELDS || this.#names.size >= MAX_CLASSES) return "dict[str, Any]";
    const className = this.#unused(name);
    this.#known.set(schema, className);
    const required = requiredOf(schema);
    const lines = fields.map(([key, field]) => {
      const type = this.typeOf(field, `${className}${classNameOf(key)}`, root, depth);
      const declared = required.has(key) ? type : `NotRequired[${type}]`;
      return { key, declared, note: descriptionOf(field) };
    });
    if (lines.every(({ key }) => isIdentifier(key))) {
      const body = lines.map(
        ({ key, declared, note }) => `    ${key}: ${declared}${note && `  # ${note}`}`,
      );
      this.#classes.push([`class ${className}(TypedDict):`, ...body].join("\n"));
    } else {
      const entries = lines.map(({ key, declared }) => `${textLiteral(key)}: ${declared}`);
      this.#classes.push(`${className} = TypedDict("${className}", {${entries.join(", ")}})`);
    }
    return className;
  }

  #unused(name: string): string {
    let free = name;
    for (let count = 2; this.#names.has(free); count++) free = `${name}${count}`;
    this.#names.add(free);
    return free;
  }
}

/** The names of the properties that an object must have. */
export function requiredOf({ required }: JsonSchema): ReadonlySet<unknown> {
  return new Set(Array.isArray(required) ? required : []);
}

/** What a schema says about itself, on one line. */
export function descriptionOf(schema: unknown): string {
  if (!isSchema(schema) || typeof schema.description !== "string") return "";
  return oneLine(schema.description, 200);
}

/** Whether a value is a schema that says something. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What `#/$defs/Name` refers to. */
function targetOf(reference: string, root: JsonSchema): unknown {
  if (reference === "#") return root;
  const [, group, name] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(reference) ?? [];
  const definitions = group !== undefined && Object.hasOwn(root, group) ? root[group] : undefined;
  if (name === undefined || !isSchema(definitions) || !Object.hasOwn(definitions, name))
    return true;
  return definitions[name];
}

function literalType(values: readonly unknown[]): string {
  const isSimple = (value: unknown) => value === null || typeof value !== "object";
  const literals = values.filter(isSimple).map(literalOf);
  const isComplete = literals.length === values.length && !literals.includes(null);
  if (!isComplete || values.length === 0 || values.length > MAX_LITERALS) {
    return values.length > 0 && values.every((value) => typeof value === "string") ? "str" : "Any";
  }
  return literals.join() === "None" ? "None" : `Literal[${literals.join(", ")}]`;
}

function union(types: readonly string[]): string {
  const different = [...new Set(types)];
  return different.includes("Any") ? "Any" : different.join(" | ");
}
