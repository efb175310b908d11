import { spawnSync } from "node:child_process";
import {
  MicroPythonLimitError,
  MicroPythonReplaySession,
  MicroPythonSession,
  MicroPythonSessionSync,
  type RunOptions,
  run,
  runSync,
} from "micropython-wasm";
import { type HttpGetOptions, httpGet } from "micropython-wasm/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveInThread, type ThreadServer } from "./http-server.js";

const HANDLER = `(request, response) => {
  const url = new URL(request.url, "http://x");
  const type = url.searchParams.get("type");
  if (type !== null) response.setHeader("content-type", type);
  switch (url.pathname) {
    case "/rates": return response.setHeader("X-Rate", "1").end('{"EUR": 1.25, "list": [1, null]}');
    case "/bytes": return response.end(Buffer.from(url.searchParams.get("hex"), "hex"));
    case "/size": return response.end("x".repeat(url.searchParams.get("n")));
    case "/moved": return response.writeHead(302, { location: "/rates" }).end();
    case "/never": return;
    default: return response.writeHead(404).end("no " + url.pathname);
  }
}`;

let server: ThreadServer;
beforeAll(async () => {
  server = await serveInThread(HANDLER);
});
afterAll(() => server.close());

const getter = (options: Partial<HttpGetOptions> = {}) =>
  httpGet({ allow: [`${server.origin}/*`], allowAddresses: ["127.0.0.0/8"], ...options });

/** A program's output; `URL` in it stands for the server's URL. */
const printed = (code: string, http_get = getter(), options: RunOptions = {}) =>
  runSync(code.replaceAll("URL", server.origin), {
    wallTimeoutMs: 10_000,
    hostFunctions: { http_get },
    ...options,
  }).stdout.trimEnd();

const caught = (call: string, http_get = getter(), options: RunOptions = {}) =>
  printed(
    `try: print(${call})\nexcept Exception as e: print(type(e).__name__, e, sep=': ')`,
    http_get,
    options,
  );

const CODE = `
r = http_get('URL/rates')
print(r.status, r.headers['x-rate'], r.text, r.json()['EUR'], r.content[:6], r)`;
const PRINTED = `200 1 {"EUR": 1.25, "list": [1, null]} 1.25 b'{"EUR"' <Response [200]>`;

describe("http_get", () => {
  it("returns a response, however the program is run", async () => {
    const options = { hostFunctions: { http_get: getter() }, wallTimeoutMs: 10_000 };
    const code = CODE.replaceAll("URL", server.origin);
    const stdout = `${PRINTED}\n`;
    expect(runSync(code, options)).toMatchObject({ stdout });
    expect(await run(code, options)).toMatchObject({ stdout });
    expect(new MicroPythonSessionSync(options).run(code)).toMatchObject({ stdout });
    expect(await new MicroPythonSession(options).run(code)).toMatchObject({ stdout });
    expect(await new MicroPythonReplaySession(options).run(code)).toMatchObject({ stdout });
  });

  it("returns the same while collecting at every allocation", () => {
    expect(printed(`import gc; gc.threshold(1)\n${CODE}`)).toBe(PRINTED);
  });

  it("returns a response that stays in a session, its forks and saved states", () => {
    const options = { hostFunctions: { get: getter() }, wallTimeoutMs: 10_000 };
    const session = new MicroPythonSessionSync(options);
    session.run(`r = get('${server.origin}/rates')`);
    expect(session.evaluate("r.json()['list']")).toEqual([1, null]);
    expect(session.fork().evaluate("r.status")).toBe(200);
    const restored = MicroPythonSessionSync.restore(session.save(), options);
    expect(restored.evaluate("r.text[:6]")).toBe('{"EUR"');
    expect(restored.evaluate(`get('${server.origin}/rates').status`)).toBe(200);
  });

  it("can be registered later, replacing another function", () => {
    const session = new MicroPythonSessionSync({ wallTimeoutMs: 10_000 });
    session.registerFunction(() => "plain", { name: "get" });
    expect(session.evaluate("get()")).toBe("plain");
    session.registerFunction(getter(), { name: "get" });
    expect(session.evaluate(`get('${server.origin}/nothing').status`)).toBe(404);
  });

  it("follows redirects, and raises no exception for any status", () => {
    expect(printed("print(http_get('URL/moved').status)")).toBe("200");
    expect(printed("r = http_get('URL/nothing'); print(r.status, r.text)")).toBe("404 no /nothing");
  });

  it.each([
    ["48c3a9", "", "Hé"],
    ["", "", ""],
    ["efbbbf4869", "text/plain", "Hi"],
    ["48e9", "text/plain;charset=ISO-8859-1", "Hé"],
    ["48e9", 'text/plain; charset="latin1"', "Hé"],
    ["48006900", "text/plain; charset=utf-16le", "Hi"],
    ["48e9", "text/plain; charset=utf-8", "H\ufffd"],
    ["48c3a9", "text/plain; charset=klingon", "Hé"],
    ["eda080", "", "\ufffd\ufffd\ufffd"],
  ])("decodes the bytes %s of type %j as text", (hex, type, text) => {
    const query = `hex=${hex}${type === "" ? "" : `&type=${encodeURIComponent(type)}`}`;
    const code = `r = http_get('URL/bytes?${query}'); assert r.content == bytes.fromhex('${hex}'); print(r.text)`;
    expect(printed(code)).toBe(text);
  });

  it("raises exceptions that Python code can catch", () => {
    expect(caught("http_get('https://example.com/')")).toBe("ValueError: this URL is not allowed");
    expect(caught("http_get('URL/never')", getter({ timeoutMs: 100 }))).toBe("OSError: timed out");
    expect(caught("http_get('URL/size?n=11')", getter({ maxResponseBytes: 10 }))).toBe(
      "OSError: the response is too large",
    );
    expect(caught("http_get('URL/moved')", getter({ maxRedirects: 0 }))).toBe(
      "OSError: too many redirects",
    );
    expect(caught("http_get('URL/rates')", getter({ allowAddresses: [] }))).toBe(
      "ValueError: the host of this URL has no allowed address",
    );
    expect(caught("http_get('URL/nothing').json()")).toMatch(/^JSONDecodeError: /);
  });

  it.each(["", "1", "b'x'", "None", "'URL/', 1", "url='URL/'"])("refuses %j", (args) => {
    expect(caught(`http_get(${args})`)).toBe("TypeError: expected one argument, the URL as a str");
  });

  it("works again after a timeout", () => {
    const http_get = getter({ timeoutMs: 200 });
    const started = performance.now();
    expect(caught("http_get('URL/never')", http_get)).toBe("OSError: timed out");
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(printed("print(http_get('URL/rates').status)", http_get)).toBe("200");
  });

  it("limits its total number of requests, redirects included", () => {
    const http_get = getter({ maxRequests: 3 });
    expect(printed("print(http_get('URL/moved').status)", http_get)).toBe("200");
    expect(caught("http_get('URL/moved')", http_get)).toBe("RuntimeError: maxRequests is reached");
    expect(caught("http_get('URL/rates')", http_get)).toBe("RuntimeError: maxRequests is reached");
    expect(caught("http_get('x').status", http_get)).toBe("ValueError: this URL is not allowed");
  });

  it("obeys the limits of host functions", () => {
    const large = getter({ maxResponseBytes: 1_000_000 });
    const call = "len(http_get('URL/size?n=300000').text)";
    expect(caught(call, large)).toBe("ValueError: host callback result too large");
    expect(caught(call, large, { maxHostResultBytes: 400_000 })).toBe("300000");
    expect(caught("http_get('URL/rates')", getter(), { maxHostCalls: 0 })).toMatch(
      /^RuntimeError: /,
    );
    const slow = { wallTimeoutMs: 50 };
    expect(() => caught("http_get('URL/never')", getter({ timeoutMs: 100 }), slow)).toThrow(
      MicroPythonLimitError,
    );
  });

  it("does not work through the low-level module, which passes only JSON", () => {
    const code = `import host; print(host.call('http_get', '{"args": ["URL/rates"]}'))`;
    expect(printed(code)).toMatch(
      /^\{"ok":false,"error":"TypeError: result is an instance of a class/,
    );
  });

  it("returns an object that cannot be passed back to the host", () => {
    expect(caught("http_get(http_get('URL/rates'))")).toBe(
      "TypeError: args[0] is of type Response, which cannot be passed to the host",
    );
  });

  it("does no harm if the program tampers with the response's class", () => {
    const code = `
import host_objects
host_objects.Response = lambda *args: args
print(http_get('URL/rates')[0])
del host_objects.Response
try: http_get('URL/rates')
except AttributeError as e: print('none')`;
    expect(printed(code)).toBe("200\nnone");
    expect(printed(CODE)).toBe(PRINTED);
  });

  it("does not keep the process alive", () => {
    const code = `
      import { runSync } from "micropython-wasm";
      import { httpGet } from "micropython-wasm/http";
      const http_get = httpGet({ allow: ["${server.origin}/*"], allowAddresses: ["127.0.0.1"] });
      const options = { hostFunctions: { http_get }, wallTimeoutMs: 10000 };
      console.log(runSync("print(http_get('${server.origin}/rates').status)", options).stdout.trim());`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", code],
      {
        encoding: "utf8",
        timeout: 300_000,
      },
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: "200\n", stderr: "", status: 0 });
  });
});

describe("httpGet", () => {
  const allow = ["https://api.example.com/v1/*"];

  it.each([
    [undefined, TypeError, "options are undefined; allowed is an object"],
    [{}, TypeError, "option allow is undefined; allowed is an array of strings"],
    [{ allow: "https://a.example/*" }, TypeError, "allowed is an array of strings"],
    [{ allow: ["*"] }, RangeError, 'option allow[0] is "*"; allowed is an http or https URL'],
    [{ allow: [1] }, TypeError, "option allow[0] is 1; allowed is an http or https URL"],
    [
      { allow, allowAddresses: ["lan"] },
      RangeError,
      'option allowAddresses[0] is "lan"; allowed is',
    ],
    [
      { allow, timeoutMs: 0 },
      RangeError,
      "option timeoutMs is 0; allowed is a whole number from 1",
    ],
    [{ allow, timeoutMs: null }, TypeError, "option timeoutMs is null; allowed is a whole number"],
    [{ allow, maxRedirects: 21 }, RangeError, "option maxRedirects is 21; allowed is"],
    [
      { allow, maxResponseBytes: 1e9 },
      RangeError,
      "option maxResponseBytes is 1000000000; allowed",
    ],
    [{ allow, maxRequests: -1 }, RangeError, "option maxRequests is -1; allowed is a whole number"],
    [{ allow, headers: "x" }, TypeError, 'option headers is "x"; allowed is a plain object'],
    [{ allow, headers: { a: 1 } }, TypeError, 'option headers: "a" is 1; allowed is a string'],
    [{ allow, headers: { "a b": "x" } }, RangeError, 'option headers: "a b" is not a header name'],
    [
      { allow, headers: { a: "x\r\nb: y" } },
      RangeError,
      'option headers: "a" is not a header name',
    ],
    [{ allow, headers: { Host: "x" } }, RangeError, 'option headers: "Host" is set by the request'],
    [{ allow, proxy: "x" }, TypeError, 'unknown option "proxy"; allowed are allow, allowAddresses'],
  ])("refuses %j", (options, kind, message) => {
    const make = () => httpGet(options as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  it("does not repeat a header's value in an error", () => {
    const headers = { authorization: "secret\n" };
    expect(() => httpGet({ allow, headers })).toThrow(expect.not.stringContaining("secret"));
  });

  it("is not affected by later changes to its options", () => {
    const options = { allow: [`${server.origin}/rates`], allowAddresses: ["127.0.0.1"] };
    const http_get = httpGet(options);
    options.allow[0] = `${server.origin}/*`;
    expect(caught("http_get('URL/nothing')", http_get)).toBe("ValueError: this URL is not allowed");
  });
});
