import type { LookupAddress } from "node:dns";
import { isIP, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readPattern } from "../../src/platform/node/http/allow-list.js";
import { failureOf } from "../../src/platform/node/http/failure.js";
import {
  type Fetched,
  type FetchSettings,
  fetchAllowed,
  type Resolve,
} from "../../src/platform/node/http/fetch.js";
import { serve, serveBytes, serveRaw, serveSelfSigned, type TestServer } from "./http-servers.js";

const servers: TestServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  vi.unstubAllEnvs();
});

/** Keeps a server until the test is over. */
async function during(starting: Promise<TestServer>): Promise<number> {
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

function get(url: string, choices: Choices = {}): Promise<Fetched> {
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

const getFrom = (port: number, choices?: Choices) => get(`http://127.0.0.1:${port}/`, choices);

/** What Python is told of a request that fails. */
async function failure(fetching: Promise<Fetched>): Promise<string> {
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

const textOf = ({ content }: Fetched) => Buffer.from(content).toString();

/** A resolver that knows some names; each gives its next answer every time, and the last for ever. */
function resolver(names: Record<string, string[][]>): Resolve & { asked: string[] } {
  const asked: string[] = [];
  const resolve = async (hostname: string): Promise<LookupAddress[]> => {
    asked.push(hostname);
    const answers = names[hostname] ?? [[]];
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    return addresses.map((address) => ({ address, family: isIP(address) }));
  };
  return Object.assign(resolve, { asked });
}

const TOO_LARGE = "OSError: the response is too large";
const TIMED_OUT = "OSError: timed out";
const CLOSED = "OSError: connection closed too early";
const DAMAGED = "OSError: the response's encoding is damaged";
const MALFORMED = "OSError: the response is malformed";
const HUGE_HEAD = "OSError: the response's headers are too large";
const NO_ADDRESS = "ValueError: the host of this URL has no address that is allowed";
const NO_REDIRECT = "ValueError: the URL of a redirect is not allowed";

const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.join("\r\n")}\r\n\r\n`;

describe("a server", () => {
  const startOfGzip = Buffer.concat([
    Buffer.from(head("content-encoding: gzip")),
    gzipSync("").subarray(0, 10),
  ]);
  const EMPTY_BLOCK = Buffer.from([0, 0, 0, 0xff, 0xff]);

  const dripping = (piece: string | Uint8Array, first: string | Uint8Array = "") =>
    serveRaw((socket: Socket) => {
      socket.write(first);
      const timer = setInterval(() => socket.write(piece), 5);
      socket.on("close", () => clearInterval(timer));
    });

  it.each([
    ["never answers", () => serveRaw(() => {})],
    ["drips its headers", () => dripping("x", "HTTP/1.1 200 OK\r\nx: ")],
    ["drips its body", () => dripping("x", head("content-length: 90000"))],
    ["sends interim answers for ever", () => dripping("HTTP/1.1 103 Early Hints\r\n\r\n")],
    ["drips an encoded body", () => dripping(EMPTY_BLOCK, startOfGzip)],
  ])("that %s is left at the deadline", async (_, start) => {
    const port = await during(start());
    const started = performance.now();
    expect(await failure(getFrom(port, { timeoutMs: 200 }))).toBe(TIMED_OUT);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("cannot win time by redirects", async () => {
    const port = await during(
      serve((_, response) => {
        setTimeout(() => response.writeHead(302, { location: "/" }).end(), 60);
      }),
    );
    expect(await failure(getFrom(port, { timeoutMs: 200, maxRedirects: 20 }))).toBe(TIMED_OUT);
  });

  it.each([
    ["without end", (socket: Socket) => socket.write(head("a: b"))],
    ["in chunks without end", (socket: Socket) => socket.write(head("transfer-encoding: chunked"))],
  ])("that sends a body %s is left at the limit", async (_, start) => {
    const piece = "x".repeat(4096);
    let sent = 0;
    const port = await during(
      serveRaw((socket) => {
        start(socket);
        const send = () => {
          while (socket.writable && socket.write(`1000\r\n${piece}\r\n`)) sent += piece.length;
        };
        socket.on("drain", send);
        send();
      }),
    );
    expect(await failure(getFrom(port))).toBe(TOO_LARGE);
    expect(sent).toBeLessThan(100_000_000);
  });

  it("that announces too much is left at once", async () => {
    const port = await during(serveBytes(head("content-length: 100001")));
    expect(await failure(getFrom(port))).toBe(TOO_LARGE);
  });

  it("may fill the limit to the last byte", async () => {
    const port = await during(serve((_, response) => response.end(Buffer.alloc(100_000))));
    expect((await getFrom(port)).content.length).toBe(100_000);
  });

  it.each([
    ["announces more than it sends", [head("content-length: 50"), "short"], CLOSED],
    ["breaks off in a chunk", [head("transfer-encoding: chunked"), "ff\r\nshort"], CLOSED],
    ["breaks off in its headers", ["HTTP/1.1 200 OK\r\nx: y"], CLOSED],
    ["says nothing", [""], CLOSED],
    ["announces nonsense", [head("content-length: many"), "x"], MALFORMED],
    ["announces less than nothing", [head("content-length: -1"), "x"], MALFORMED],
    ["announces two lengths", [head("content-length: 1", "content-length: 2"), "xy"], MALFORMED],
    [
      "announces a length and chunks",
      [head("content-length: 5", "transfer-encoding: chunked"), "0\r\n\r\n"],
      MALFORMED,
    ],
    ["speaks no HTTP", ["220 mail.example ESMTP\r\n"], MALFORMED],
    ["speaks an old HTTP", ["<html>hello</html>"], MALFORMED],
    [
      "changes the protocol",
      ["HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
      CLOSED,
    ],
    ["has one huge header", [`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`], HUGE_HEAD],
    ["has endless headers", [`HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(20_000)}`], HUGE_HEAD],
    ["has a huge status line", [`HTTP/1.1 200 ${"O".repeat(100_000)}\r\n\r\n`], HUGE_HEAD],
  ])("that %s is an OSError", async (_, pieces, expected) => {
    const port = await during(serveBytes(...pieces));
    expect(await failure(getFrom(port))).toBe(expected);
  });

  it("that sends more than it announces is not heard any further", async () => {
    const port = await during(
      serveBytes(head("content-length: 5"), "helloHTTP/1.1 200 OK\r\n\r\n"),
    );
    expect(textOf(await getFrom(port))).toBe("hello");
  });

  it("that refuses the connection is an OSError", async () => {
    const { port, close } = await serve(() => {});
    close();
    expect(await failure(getFrom(port))).toBe("OSError: connection refused");
  });
});

describe("an encoded body", () => {
  const encoded = (encoding: string, ...pieces: Uint8Array[]) =>
    during(serveBytes(head(`content-encoding: ${encoding}`), ...pieces));
  const text = Buffer.from("héllo ".repeat(1000));

  it.each([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["GZip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["br", brotliCompressSync(text)],
    ["identity", text],
  ])("may be of %s", async (encoding, bytes) => {
    const { content, headers } = await getFrom(await encoded(encoding, bytes));
    expect(Buffer.from(content)).toEqual(text);
    expect(headers).toEqual([]);
  });

  const bomb = Buffer.alloc(50_000_000);
  it.each([
    ["gzip", gzipSync(bomb)],
    ["deflate", deflateSync(bomb)],
    ["br", brotliCompressSync(bomb)],
  ])("may be no bomb of %s", async (encoding, bytes) => {
    expect(bytes.length).toBeLessThan(100_000);
    const port = await encoded(encoding, bytes);
    const before = process.memoryUsage().arrayBuffers;
    expect(await failure(getFrom(port))).toBe(TOO_LARGE);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it("may not go on without end, though nothing comes out of it", async () => {
    const empty = Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync("")));
    expect(await failure(getFrom(await encoded("gzip", empty)))).toBe(TOO_LARGE);
  });

  it.each([
    ["gzip", gzipSync(text).subarray(0, 40)],
    ["gzip", Buffer.from("not compressed at all")],
    ["deflate", Buffer.from("not compressed at all")],
    ["br", Buffer.from("not compressed at all")],
    ["br", brotliCompressSync(text).subarray(0, 20)],
  ])("may not be damaged %s", async (encoding, bytes) => {
    expect(await failure(getFrom(await encoded(encoding, bytes)))).toBe(DAMAGED);
  });

  it.each(["gzip, gzip", "zstd", "compress", "__proto__", "toString"])(
    "may not be of %s",
    async (encoding) => {
      expect(await failure(getFrom(await encoded(encoding, gzipSync(text))))).toBe(
        "OSError: the response has an encoding that is not supported",
      );
    },
  );
});

describe("a redirect", () => {
  const redirecting = (location: string, status = 302) =>
    serve((request, response) => {
      if (request.url === "/") response.writeHead(status, { location }).end("moved");
      else response.end(`${request.method} ${request.url}`);
    });

  it.each([301, 302, 303, 307, 308])("of status %i is followed by GET", async (status) => {
    const port = await during(redirecting("/next?a=b", status));
    expect(textOf(await getFrom(port))).toBe("GET /next?a=b");
  });

  it("without a target, and other statuses, are answers", async () => {
    const port = await during(serve((_, response) => response.writeHead(302).end("here")));
    expect(await getFrom(port)).toMatchObject({ status: 302 });
    const other = await during(redirecting("/next", 300));
    expect(await getFrom(other)).toMatchObject({ status: 300 });
  });

  it("loop ends at the limit", async () => {
    const asked = vi.fn();
    const port = await during(redirecting("/", 302));
    expect(await failure(getFrom(port, { maxRedirects: 3, onRequest: asked }))).toBe(
      "OSError: too many redirects",
    );
    expect(asked).toHaveBeenCalledTimes(4);
    expect(await failure(getFrom(port, { maxRequests: 2 }))).toBe(
      "RuntimeError: maxRequests is reached",
    );
  });

  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:1/",
    "https://127.0.0.1/",
    "//evil.example/",
    "/v2/",
    "../v2/",
    "/v1/..%2fv2/",
    "file:///etc/passwd",
    "data:text/plain,hello",
    "javascript:1",
    "http://user:secret@127.0.0.1/",
    "http://[",
    "\\\\evil.example/",
  ])("to %s is refused where that is not allowed", async (location) => {
    const port = await during(serve((_, response) => response.writeHead(302, { location }).end()));
    const url = `http://127.0.0.1:${port}/v1/x`;
    const allow = [`http://127.0.0.1:${port}/v1/*`];
    const asked = vi.fn();
    expect(await failure(get(url, { allow, onRequest: asked }))).toBe(NO_REDIRECT);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it.each(["10.0.0.1", "169.254.169.254", "::1", "64:ff9b::7f00:1", "fd00:ec2::254"])(
    "to an allowed name at %s is refused",
    async (address) => {
      const port = await during(redirecting("http://inside.test/secret"));
      const resolve = resolver({ "inside.test": [[address]] });
      const allow = [`http://127.0.0.1:${port}/*`, "http://inside.test/*"];
      const fetching = getFrom(port, { allow, resolve, allowAddresses: ["127.0.0.1/32"] });
      expect(await failure(fetching)).toBe(NO_ADDRESS);
    },
  );

  it("takes no headers to another origin, nor back from there", async () => {
    const seen: (string | undefined)[] = [];
    const note = (authorization: string | undefined) => seen.push(authorization);
    const other = await during(
      serve((request, response) => {
        note(request.headers.authorization);
        response.writeHead(302, { location: `http://127.0.0.1:${port}/end` }).end();
      }),
    );
    const port: number = await during(
      serve((request, response) => {
        note(request.headers.authorization);
        if (request.url === "/end") response.end("done");
        else {
          const location = request.url === "/" ? "/second" : `http://127.0.0.1:${other}/`;
          response.writeHead(302, { location }).end();
        }
      }),
    );
    const allow = [`http://127.0.0.1:${port}/*`, `http://127.0.0.1:${other}/*`];
    await getFrom(port, { allow, headers: { authorization: "secret" } });
    expect(seen).toEqual(["secret", "secret", undefined, undefined]);
  });
});

describe("a name", () => {
  const hello = () =>
    serve((request, response) => response.end(`hello ${request.headers.host?.split(":")[0]}`));

  it("is resolved once for each request, and the address that was checked is the one connected to", async () => {
    const port = await during(hello());
    const resolve = resolver({ "rebind.test": [["127.0.0.1"], ["10.0.0.1"]] });
    const url = `http://rebind.test:${port}/`;
    expect(textOf(await get(url, { resolve }))).toBe("hello rebind.test");
    expect(resolve.asked).toEqual(["rebind.test"]);
    expect(await failure(get(url, { resolve }))).toBe(NO_ADDRESS);
  });

  it("that rebinds between a redirect and its target is refused", async () => {
    const port = await during(
      serve((_, response) => response.writeHead(302, { location: "/next" }).end()),
    );
    const resolve = resolver({ "rebind.test": [["127.0.0.1"], ["127.0.0.1"], ["192.168.0.1"]] });
    expect(await failure(get(`http://rebind.test:${port}/`, { resolve }))).toBe(NO_ADDRESS);
    expect(resolve.asked.length).toBe(3);
  });

  it("is connected to at those of its addresses that are allowed, and at no other", async () => {
    const port = await during(hello());
    const resolve = resolver({
      "mixed.test": [["169.254.169.254", "10.0.0.1", "127.0.0.1", "::1"]],
    });
    const started = performance.now();
    expect(textOf(await get(`http://mixed.test:${port}/`, { resolve }))).toBe("hello mixed.test");
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("of the machine itself is nothing special", async () => {
    const port = await during(hello());
    expect(await failure(get(`http://localhost:${port}/`, { allowAddresses: [] }))).toBe(
      NO_ADDRESS,
    );
    expect(textOf(await get(`http://localhost:${port}/`))).toBe("hello localhost");
  });

  it("that nobody knows is an OSError, and one without addresses a ValueError", async () => {
    const unknown = async () => {
      throw Object.assign(new Error("getaddrinfo ENOTFOUND x.test"), { code: "ENOTFOUND" });
    };
    expect(await failure(get("http://x.test/", { resolve: unknown }))).toBe(
      "OSError: host not found",
    );
    expect(await failure(get("http://x.test/", { resolve: resolver({}) }))).toBe(NO_ADDRESS);
  });

  it("that takes for ever to resolve ends at the deadline", async () => {
    const resolve = () => new Promise<never>(() => {});
    expect(await failure(get("http://x.test/", { resolve, timeoutMs: 50 }))).toBe(TIMED_OUT);
  });

  it.each([
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "017700000001",
    "127.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
  ])("that is the address %s is checked like one that was resolved", async (host) => {
    const asked = vi.fn();
    const port = await during(hello());
    const url = `http://${host}:${port}/`;
    const fetching = get(url, { allowAddresses: [], onRequest: asked, resolve: resolver({}) });
    expect(await failure(fetching)).toBe(NO_ADDRESS);
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("a request", () => {
  it("sends what it is to send, and nothing that the process knows", async () => {
    for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]) {
      vi.stubEnv(name, "http://127.0.0.1:1");
    }
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    const port = await during(
      serve((request, response) => {
        response.setHeader("set-cookie", "a=b");
        if (request.url === "/") response.writeHead(302, { location: "/next" }).end();
        else response.end(JSON.stringify({ method: request.method, ...request.headers }));
      }),
    );
    const fetched = await getFrom(port, { headers: { "x-own": "1", "user-agent": "mine" } });
    expect(JSON.parse(textOf(fetched))).toEqual({
      method: "GET",
      accept: "*/*",
      "accept-encoding": "gzip, deflate, br",
      connection: "close",
      host: `127.0.0.1:${port}`,
      "user-agent": "mine",
      "x-own": "1",
    });
    expect(fetched.headers.map(([name]) => name)).toEqual(["date"]);
  });

  it("gives headers as data, whatever they are called", async () => {
    const lines = ["__proto__: a", "constructor: b", "X-A: 1", "x-a: 2", "content-length: 0"];
    const port = await during(serveBytes(head(...lines)));
    expect((await getFrom(port)).headers).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["x-a", "1, 2"],
    ]);
  });

  it("trusts no certificate but those that the system trusts, whatever the environment says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const handler = vi.fn();
    const port = await during(serveSelfSigned(handler));
    const resolve = resolver({ "api.test": [["127.0.0.1"]] });
    expect(await failure(get(`https://api.test:${port}/`, { resolve }))).toBe(
      "OSError: no secure connection",
    );
    expect(handler).not.toHaveBeenCalled();
  });

  it("asks for a certificate of the name, though it connects to an address", async () => {
    const hellos: string[] = [];
    const port = await during(
      serveRaw((socket) =>
        socket.once("data", (bytes) => {
          hellos.push(bytes.toString("latin1"));
          socket.end("no TLS");
        }),
      ),
    );
    const resolve = resolver({ "api.test": [["127.0.0.1"]] });
    expect(await failure(get(`https://api.test:${port}/`, { resolve }))).toBe(
      "OSError: no secure connection",
    );
    expect(hellos).toEqual([expect.stringContaining("api.test")]);
  });
});
