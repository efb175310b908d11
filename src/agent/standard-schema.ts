/** A JSON Schema: only what says how values look is used, and only for text. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A value that matches its schema. */
export interface SchemaValue<Output> {
  /** What the schema makes of it. */
  readonly value: Output;
  /** Tells it from a value that does not match. */
  readonly issues?: undefined;
}

/** A value that does not match its schema. */
export interface SchemaFailure {
  /** What is wrong with it. */
  readonly issues: readonly SchemaIssue[];
}

/** Whether a value matches its schema. */
export type SchemaResult<Output> = SchemaValue<Output> | SchemaFailure;

/** A step on the way to a part of a value. */
export interface SchemaPathSegment {
  /** A key, or an index. */
  readonly key: PropertyKey;
}

/** What is wrong with a value, and where. */
export interface SchemaIssue {
  /** What is wrong, for people. */
  readonly message: string;
  /** Where, from the outside in. */
  readonly path?: readonly (PropertyKey | SchemaPathSegment)[] | undefined;
}

/** Types of a schema, for the compiler. */
export interface SchemaTypes<Input, Output> {
  /** What it accepts. */
  readonly input: Input;
  /** What it makes of it. */
  readonly output: Output;
}

/** How a schema is made a JSON Schema. */
export interface JsonSchemaOptions {
  /** The version of JSON Schema. */
  readonly target: "draft-2020-12";
  /** What only some libraries know. */
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/**
 * A schema of any library that implements Standard Schema, such as zod, valibot or arktype. Where it also says
 * how it looks as JSON Schema, Python gets parameters and types.
 *
 * @typeParam Input what the schema accepts.
 * @typeParam Output what it makes of it.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The interface that all libraries share. */
  readonly "~standard": {
    /** Version of that interface. */
    readonly version: 1;
    /** The library. */
    readonly vendor: string;
    /** Checks a value. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Types for the compiler; there is nothing at run time. */
    readonly types?: SchemaTypes<Input, Output> | undefined;
    /** The schema as JSON Schema. */
    readonly jsonSchema?: {
      /** Of what it accepts. */
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      /** Of what it makes of it. */
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

/** Whether a value is a schema of such a library; some of them are functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  const isObject = typeof value === "object" ? value !== null : typeof value === "function";
  if (!isObject) return false;
  const { "~standard": standard } = value as Partial<StandardSchema>;
  return typeof standard === "object" && typeof standard?.validate === "function";
}

/** The schema as JSON Schema; `null` if its library cannot say it. */
export function jsonSchemaOf(
  schema: StandardSchema | JsonSchema | null,
  direction: "input" | "output",
): JsonSchema | null {
  if (schema === null || !isStandardSchema(schema)) return schema;
  const { vendor, jsonSchema } = schema["~standard"];
  const libraryOptions = Object.hasOwn(LENIENT, vendor) ? LENIENT[vendor] : undefined;
  try {
    return jsonSchema?.[direction]({ target: "draft-2020-12", libraryOptions }) ?? null;
  } catch {
    // What JSON Schema cannot express, such as a transformation.
    return null;
  }
}

/** What makes libraries leave out only the parts that JSON Schema cannot express, by their names. */
const LENIENT: Readonly<Record<string, Record<string, unknown>>> = {
  zod: { unrepresentable: "any" },
  valibot: { errorMode: "ignore" },
};
