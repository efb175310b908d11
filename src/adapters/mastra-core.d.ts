// What is used of Mastra. It is not installed here, because it needs a newer Node.js than this package.
declare module "@mastra/core/tools" {
  export class Tool<Input = unknown, Output = unknown> {
    id: string;
    toModelOutput?: (output: Output) => unknown;
    private readonly input: Input;
  }

  export function createTool(options: {
    readonly id: string;
    readonly description: string;
    readonly inputSchema: object;
    readonly execute: (
      input: unknown,
      context?: { readonly abortSignal?: AbortSignal },
    ) => Promise<unknown>;
    readonly toModelOutput: (output: never) => unknown;
  }): unknown;
}
