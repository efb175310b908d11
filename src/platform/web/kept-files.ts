// Keeps large files in the page's cache, so that CPython is downloaded once. Before a kept file is used, the server
// is asked whether it still has the same one: no version of the package ever meets a file of another.
import type { Location } from "../../base/platform.js";

const CACHE = "micropython-wasm";

/** Smaller files, such as MicroPython, arrive about as soon as the server's answer. */
const LEAST_BYTES = 1_000_000;

/** Requests a file, or takes it from the cache. */
export async function fetchKept(location: Location): Promise<Response> {
  const cache = await openCache();
  const kept = await cache?.match(location);
  if (kept !== undefined && (await isCurrent(kept, location))) return kept;
  const response = await fetch(location);
  if (cache !== null && isWorthKeeping(response)) {
    // The cache may be full, or refuse the file for another reason.
    keep(cache, response.url, response.clone()).catch(() => {});
  }
  return response;
}

/** The cache; `null` where there is none: on insecure origins, and in some private windows. */
async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(CACHE);
  } catch {
    return null;
  }
}

async function isCurrent(kept: Response, location: Location): Promise<boolean> {
  try {
    const now = await fetch(location, { method: "HEAD", cache: "no-cache" });
    return now.ok && versionOf(now) === versionOf(kept);
  } catch {
    return false;
  }
}

function isWorthKeeping(response: Response): boolean {
  const size = response.headers.get("content-length");
  const isLarge = size === null || Number(size) >= LEAST_BYTES;
  return response.ok && isLarge && versionOf(response) !== null;
}

/** What the server calls this version of a file; `null` if it does not say. */
function versionOf({ headers }: Response): string | null {
  // The same file, compressed or not, has the same version.
  const tag = headers.get("etag")?.replace(/^W\/|-(?:gzip|br|zstd)(?="$)/g, "");
  return tag ?? headers.get("last-modified");
}

/** Keeps a file instead of earlier versions, whose names differ if a bundler has named them. */
async function keep(cache: Cache, url: string, response: Response): Promise<void> {
  await cache.put(url, response);
  const kind = kindOf(url);
  const others = (await cache.keys()).filter((other) => kindOf(other.url) === kind);
  await Promise.all(others.filter((other) => other.url !== url).map((old) => cache.delete(old)));
}

/** The folder and the extension of a file. */
function kindOf(url: string): string {
  return url.replace(/[^/]*?(\.\w+)?(?:\?.*)?$/, "$1");
}
