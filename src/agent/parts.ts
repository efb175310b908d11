import type { Pool } from "micropython-wasm";
import type { Offer } from "./offer.js";
import type { ToolSettings } from "./options.js";

/** What all conversations of a tool share. */
export interface ToolParts {
  readonly settings: ToolSettings;
  readonly pool: Pool;
  readonly offer: Offer;
  /** Python code that defines the functions. */
  readonly prelude: string;
}
