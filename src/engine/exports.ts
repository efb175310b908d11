/** The artifact's exports; port/common/sandbox.h says what each does. Addresses may arrive negative. */
export interface SandboxExports {
  _initialize(): void;
  sandbox_abi_version(): number;
  sandbox_boot(): number;
  sandbox_limit_memory(bytes: number): void;
  sandbox_memory_end(): number;
  sandbox_alloc(size: number): number;
  sandbox_free(address: number): void;
  sandbox_add_argument(text: number, size: number): number;
  sandbox_collect(): void;
  sandbox_evaluate(source: number, sourceSize: number, name: number, nameSize: number): number;
  sandbox_global(
    operation: number,
    name: number,
    nameSize: number,
    value: number,
    valueSize: number,
  ): number;
  sandbox_run(source: number, sourceSize: number, name: number, nameSize: number): number;
  sandbox_run_interactively(
    source: number,
    sourceSize: number,
    name: number,
    nameSize: number,
  ): number;
  sandbox_prompt(question: number, text: number, size: number): number;
  /** Metered units that are left of the present slice. */
  readonly sandbox_units: GuestGlobal;
  /** Address below which the guest's C stack is used up. */
  readonly sandbox_stack_limit: GuestGlobal;
}

/** A number of the guest's that the host may change. */
export interface GuestGlobal {
  value: number;
}

/** What every export that an artifact must have is. */
export const EXPORT_KINDS: Readonly<
  Record<keyof SandboxExports, WebAssembly.ModuleExportDescriptor["kind"]>
> = {
  _initialize: "function",
  sandbox_abi_version: "function",
  sandbox_boot: "function",
  sandbox_limit_memory: "function",
  sandbox_memory_end: "function",
  sandbox_alloc: "function",
  sandbox_free: "function",
  sandbox_add_argument: "function",
  sandbox_collect: "function",
  sandbox_evaluate: "function",
  sandbox_global: "function",
  sandbox_run: "function",
  sandbox_run_interactively: "function",
  sandbox_prompt: "function",
  sandbox_units: "global",
  sandbox_stack_limit: "global",
};
