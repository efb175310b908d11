/** The artifact's exports; port/sandbox.h says what each does. Addresses may arrive negative. */
export interface SandboxExports {
  _initialize(): void;
  sandbox_abi_version(): number;
  sandbox_boot(memoryBytes: number): number;
  sandbox_alloc(size: number): number;
  sandbox_free(address: number): void;
  sandbox_add_argument(text: number, size: number): number;
  sandbox_run(source: number, sourceSize: number, name: number, nameSize: number): number;
}

const NAMES: Readonly<Record<keyof SandboxExports, true>> = {
  _initialize: true,
  sandbox_abi_version: true,
  sandbox_boot: true,
  sandbox_alloc: true,
  sandbox_free: true,
  sandbox_add_argument: true,
  sandbox_run: true,
};

/** Name of every export that an artifact must have. */
export const EXPORT_NAMES: readonly string[] = Object.keys(NAMES);
