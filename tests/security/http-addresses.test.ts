import { describe, expect, it, vi } from "vitest";
import {
  during,
  failure,
  get,
  getFrom,
  head,
  NO_ADDRESS,
  NO_REDIRECT,
  resolver,
  TIMED_OUT,
  textOf,
} from "./http.test-tools.js";
import { serve, serveBytes, serveRaw, serveSelfSigned } from "./http-servers.js";

describe("a redirect", () => {
  const redirecting = (location: string, status = 302) =>
    serve((request, response) => {
      if (request.url === "/") response.writeHead(status, { location }).end("moved");
      else response.end(`${request.method} ${request.url}`);
    });

  it.each([301, 302, 303, 307, 308])("with status %i is followed by GET", async (status) => {
    const port = await during(redirecting("/next?a=b", status));
    expect(textOf(await getFrom(port))).toBe("GET /next?a=b");
  });

  it("without a target, and other statuses, are plain responses", async () => {
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
  ])("to %s is refused if that is not allowed", async (location) => {
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

  it("takes no headers to another origin, or back from there", async () => {
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

  it("is reached only at its allowed addresses", async () => {
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

  it("that is unknown is an OSError, and one without addresses a ValueError", async () => {
    const unknown = async () => {
      throw Object.assign(new Error("getaddrinfo ENOTFOUND x.test"), { code: "ENOTFOUND" });
    };
    expect(await failure(get("http://x.test/", { resolve: unknown }))).toBe(
      "OSError: host not found",
    );
    expect(await failure(get("http://x.test/", { resolve: resolver({}) }))).toBe(NO_ADDRESS);
  });

  it("that takes forever to resolve ends at the deadline", async () => {
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
  ])("that is the address %s is checked like a resolved one", async (host) => {
    const asked = vi.fn();
    const port = await during(hello());
    const url = `http://${host}:${port}/`;
    const fetching = get(url, { allowAddresses: [], onRequest: asked, resolve: resolver({}) });
    expect(await failure(fetching)).toBe(NO_ADDRESS);
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("a request", () => {
  it("sends what it should, and nothing from the process", async () => {
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

  it("returns headers as data, whatever their names", async () => {
    const lines = ["__proto__: a", "constructor: b", "X-A: 1", "x-a: 2", "content-length: 0"];
    const port = await during(serveBytes(head(...lines)));
    expect((await getFrom(port)).headers).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["x-a", "1, 2"],
    ]);
  });

  it("trusts only certificates that the system trusts, whatever the environment says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const handler = vi.fn();
    const port = await during(serveSelfSigned(handler));
    const resolve = resolver({ "api.test": [["127.0.0.1"]] });
    expect(await failure(get(`https://api.test:${port}/`, { resolve }))).toBe(
      "OSError: no secure connection",
    );
    expect(handler).not.toHaveBeenCalled();
  });

  it("requires a certificate for the name, although it connects to an address", async () => {
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
