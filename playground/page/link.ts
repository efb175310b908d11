// Links that carry a program in their fragment, which browsers do not send to servers.
import type { PythonName } from "micropython-wasm";

export interface Linked {
  readonly python: PythonName;
  readonly code: string;
}

/** The address of this page with a program. */
export async function linkTo({ python, code }: Linked): Promise<string> {
  const stream = new Blob([code]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const safe = text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const url = new URL(location.href);
  url.hash = `${python}=${safe}`;
  return url.href;
}

/** No program that somebody typed is longer, but a link may be made to expand to anything. */
const MAX_CODE_BYTES = 1_000_000;

/** The program in a fragment; `null` if there is none. */
export async function linkedIn(fragment: string): Promise<Linked | null> {
  const match = /^#(micropython|cpython)=([\w-]+)$/.exec(fragment);
  if (match === null) return null;
  const [, python, safe = ""] = match;
  try {
    const text = atob(safe.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const code = await textOf(stream);
    return code === null ? null : { python: python as PythonName, code };
  } catch {
    return null;
  }
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string | null> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MAX_CODE_BYTES) return null;
  }
}
