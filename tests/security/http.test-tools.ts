import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import { afterEach, expect, vi } from "vitest";
import { readPattern } from "../../src/platform/node/http/allow-list.js";
import { failureOf } from "../../src/platform/node/http/failure.js";
import {
  type Fetched,
  type FetchSettings,
  fetchAllowed,
  type Resolve,
} from "../../src/platform/node/http/fetch.js";
import type { TestServer } from "./http-servers.js";

const servers: TestServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  vi.unstubAllEnvs();
});

/** Keeps a server until the test is over. */
export async function during(starting: Promise<TestServer>): Promise<number> {
  const server = await starting;
  servers.push(server);
  return server.port;
}

type Choices = Omit<Partial<FetchSettings>, "allow"> & {
  readonly allow?: readonly string[];
  readonly resolve?: Resolve;
  readonly onRequest?: () => void;
};

const LOOPBACK = ["127.0.0.0/8"];

export function get(url: string, choices: Choices = {}): Promise<Fetched> {
  const { allow = [`${new URL(url).origin}/*`], resolve, onRequest, ...others } = choices;
  const settings: FetchSettings = {
    allow: allow.map((pattern) => readPattern("allow", pattern)),
    allowAddresses: LOOPBACK,
    timeoutMs: 5000,
    maxRedirects: 5,
    maxResponseBytes: 100_000,
    headers: {},
    maxRequests: Infinity,
    ...others,
  };
  return fetchAllowed(url, settings, onRequest, resolve);
}

export const getFrom = (port: number, choices?: Choices) =>
  get(`http://127.0.0.1:${port}/`, choices);

/** What Python learns about a request that fails. */
export async function failure(fetching: Promise<Fetched>): Promise<string> {
  const { pythonType, message } = await fetching.then(
    ({ status }) => {
      throw new Error(`it was answered with ${status}`);
    },
    (error) => failureOf(error),
  );
  // Neither numbers, addresses nor paths; the limit's name is one word.
  expect(message).toMatch(/^[a-zA-Z' ]+$/);
  return `${pythonType}: ${message}`;
}

export const textOf = ({ content }: Fetched) => Buffer.from(content).toString();

/** A resolver that knows some names; each returns its next answer every time, and the last one forever. */
export function resolver(names: Record<string, string[][]>): Resolve & { asked: string[] } {
  const asked: string[] = [];
  const resolve = async (hostname: string): Promise<LookupAddress[]> => {
    asked.push(hostname);
    const answers = names[hostname] ?? [[]];
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    return addresses.map((address) => ({ address, family: isIP(address) }));
  };
  return Object.assign(resolve, { asked });
}

export const TOO_LARGE = "OSError: the response is too large";
export const TIMED_OUT = "OSError: timed out";
export const CLOSED = "OSError: connection closed too early";
export const DAMAGED = "OSError: the response's encoding is damaged";
export const MALFORMED = "OSError: the response is malformed";
export const HUGE_HEAD = "OSError: the response's headers are too large";
export const NO_ADDRESS = "ValueError: the host of this URL has no allowed address";
export const NO_REDIRECT = "ValueError: the URL of a redirect is not allowed";

export const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.join("\r\n")}\r\n\r\n`;
