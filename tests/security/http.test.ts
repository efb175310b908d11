import type { Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  CLOSED,
  DAMAGED,
  during,
  failure,
  getFrom,
  HUGE_HEAD,
  head,
  MALFORMED,
  TIMED_OUT,
  TOO_LARGE,
  textOf,
} from "./http.test-tools.js";
import { serve, serveBytes, serveRaw } from "./http-servers.js";

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
  ])("that %s is dropped at the deadline", async (_, start) => {
    const port = await during(start());
    const started = performance.now();
    expect(await failure(getFrom(port, { timeoutMs: 200 }))).toBe(TIMED_OUT);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("cannot gain time by redirects", async () => {
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
  ])("that sends a body %s is dropped at the limit", async (_, start) => {
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

  it("that announces too much is dropped at once", async () => {
    const port = await during(serveBytes(head("content-length: 100001")));
    expect(await failure(getFrom(port))).toBe(TOO_LARGE);
  });

  it("can fill the limit to the last byte", async () => {
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

  it("that sends more than it announces is cut off", async () => {
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
  ])("can be of %s", async (encoding, bytes) => {
    const { content, headers } = await getFrom(await encoded(encoding, bytes));
    expect(Buffer.from(content)).toEqual(text);
    expect(headers).toEqual([]);
  });

  const bomb = Buffer.alloc(50_000_000);
  it.each([
    ["gzip", gzipSync(bomb)],
    ["deflate", deflateSync(bomb)],
    ["br", brotliCompressSync(bomb)],
  ])("cannot be a bomb of %s", async (encoding, bytes) => {
    expect(bytes.length).toBeLessThan(100_000);
    const port = await encoded(encoding, bytes);
    const before = process.memoryUsage().arrayBuffers;
    expect(await failure(getFrom(port))).toBe(TOO_LARGE);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it("cannot be endless, even if it decodes to nothing", async () => {
    const empty = Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync("")));
    expect(await failure(getFrom(await encoded("gzip", empty)))).toBe(TOO_LARGE);
  });

  it.each([
    ["gzip", gzipSync(text).subarray(0, 40)],
    ["gzip", Buffer.from("not compressed at all")],
    ["deflate", Buffer.from("not compressed at all")],
    ["br", Buffer.from("not compressed at all")],
    ["br", brotliCompressSync(text).subarray(0, 20)],
  ])("cannot be damaged %s", async (encoding, bytes) => {
    expect(await failure(getFrom(await encoded(encoding, bytes)))).toBe(DAMAGED);
  });

  it.each(["gzip, gzip", "zstd", "compress", "__proto__", "toString"])(
    "cannot be of %s",
    async (encoding) => {
      expect(await failure(getFrom(await encoded(encoding, gzipSync(text))))).toBe(
        "OSError: the response has an encoding that is not supported",
      );
    },
  );
});
