import type { KeywordArguments } from "../base/kwargs.js";

/**
 * The arguments of a function, optionally followed by {@link kwargs}.
 *
 * @typeParam Signature the function's type without keyword arguments.
 */
export type PythonArguments<Signature extends (...args: never[]) => unknown> = [
  ...args: Parameters<Signature>,
  keywords?: KeywordArguments,
];

/**
 * A Python function of a session: what `session.function` returns.
 *
 * @typeParam Signature the function's type without keyword arguments.
 */
export type PythonFunction<Signature extends (...args: never[]) => unknown> = (
  ...args: PythonArguments<Signature>
) => Promise<Awaited<ReturnType<Signature>>>;

/**
 * The synchronous twin of {@link PythonFunction}.
 *
 * @typeParam Signature the function's type without keyword arguments.
 */
export type PythonFunctionSync<Signature extends (...args: never[]) => unknown> = (
  ...args: PythonArguments<Signature>
) => ReturnType<Signature>;
