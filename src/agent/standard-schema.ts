/** A JSON Schema: only what says how values look is used, and only for text. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How a checked value ended: with the value, or with what is wrong with it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** What is wrong with a value, and where. */
export interface SchemaIssue {
  /** What is wrong, for people. */
  readonly message: string;
  /** Where: keys, or objects with a key, from the outside in. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
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
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** The schema as JSON Schema. */
    readonly jsonSchema?: {
      /** Of what it accepts. */
      readonly input: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
      /** Of what it makes of it. */
      readonly output: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
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
  try {
    return schema["~standard"].jsonSchema?.[direction]({ target: "draft-2020-12" }) ?? null;
  } catch {
    // What JSON Schema cannot express, such as a transformation.
    return null;
  }
}
