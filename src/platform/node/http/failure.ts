/** Why a request failed, in words for Python code. */
export class HttpFailure extends Error {
  /** Name of the exception's class. */
  readonly pythonType: "OSError" | "ValueError" | "RuntimeError";

  constructor(pythonType: HttpFailure["pythonType"], message: string) {
    super(message);
    this.pythonType = pythonType;
  }
}

/** Messages for Python. The host's own messages are not passed on, as they name addresses and paths. */
const WORDS: Readonly<Record<string, string>> = {
  ETIMEDOUT: "timed out",
  EPROTO: "no secure connection",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection closed too early",
  EPIPE: "connection closed too early",
  ERR_STREAM_PREMATURE_CLOSE: "connection closed too early",
  ENOTFOUND: "host not found",
  EAI_AGAIN: "host not found",
  HPE_HEADER_OVERFLOW: "the response's headers are too large",
};

/** The failure that Python sees for an error. */
export function failureOf(thrown: unknown): HttpFailure {
  if (thrown instanceof HttpFailure) return thrown;
  return new HttpFailure("OSError", wordsFor(codeOf(thrown)));
}

function wordsFor(code: string): string {
  if (Object.hasOwn(WORDS, code)) return WORDS[code] as string;
  if (code.startsWith("HPE_")) return "the response is malformed";
  // Brotli's error codes look like "ERR_" and "_ERROR_FORMAT_…".
  if (/^Z_|^ERR__ERROR/.test(code)) return "the response's encoding is damaged";
  if (/CERT|TLS|SSL/.test(code)) return "no secure connection";
  return "the request failed";
}

function codeOf(thrown: unknown): string {
  const { code } = (thrown ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}
