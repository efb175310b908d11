import type { MessagePort } from "node:worker_threads";
import type { HttpFailure } from "./failure.js";
import type { Fetched, FetchSettings } from "./fetch.js";

/** What the worker receives when it starts. */
export interface WorkerData {
  readonly port: MessagePort;
  /** One number: 0 until a result has been sent. */
  readonly answered: Int32Array;
}

/** Asks the worker for a URL. */
export interface FetchRequest {
  readonly url: string;
  readonly settings: FetchSettings;
}

/** The worker's result: what it fetched or why it failed, and how many requests it made. */
export type FetchAnswer = { readonly requests: number } & (
  | { readonly fetched: Fetched }
  | { readonly failure: Pick<HttpFailure, "pythonType" | "message"> }
);
