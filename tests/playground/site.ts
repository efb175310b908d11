// Serves the playground as a strict server does.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buildPlayground } from "../../playground/server/build.js";
import { folderListener } from "../../playground/server/serve.js";

/** A server of the playground. */
export interface Site {
  readonly url: string;
  /** Ends it, as if the network were gone. */
  close(): void;
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src data:",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "sandbox allow-scripts allow-same-origin allow-downloads",
].join("; ");

/** Builds the playground into a folder and serves it. */
export async function serveSite(root: string, folder: string): Promise<Site> {
  await buildPlayground(root, folder);
  const files = folderListener(folder);
  const server = createServer((request, response) => {
    response.setHeader("content-security-policy", POLICY);
    response.setHeader("x-content-type-options", "nosniff");
    files(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
