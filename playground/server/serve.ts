import { existsSync, readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};
/** CPython is not compressed here: on the same machine, that would take longer than it saves. */
const COMPRESSED_BYTES = 1_000_000;

/** Answers requests for the files of a folder, without its subfolders. */
export function folderListener(folder: string): RequestListener {
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const path = join(folder, name);
    if (!/^[\w-][\w.-]*$/.test(name) || !existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    const content = readFileSync(path);
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    const headers = { "content-type": type, "cache-control": "no-cache" };
    if (
      content.length < COMPRESSED_BYTES &&
      /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")
    ) {
      response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(gzipSync(content));
    } else {
      response.writeHead(200, { ...headers, "content-length": content.length }).end(content);
    }
  };
}
