import "@yowasp/clang";

declare module "@yowasp/clang" {
  /** The package's version, which its own types leave out. */
  export const version: string;
}
