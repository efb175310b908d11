import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectHttp, connectStdio, type HttpServer, startHttp, stop } from "./clients.js";

interface Answer {
  readonly isError?: boolean;
  readonly content: readonly {
    readonly type: string;
    readonly text?: string;
    readonly uri?: string;
  }[];
  readonly structuredContent?: Record<string, unknown>;
}

const call = async (client: Client, name: string, args: Record<string, unknown> = {}) =>
  (await client.callTool({ name, arguments: args })) as Answer;
const run = (client: Client, code: string) => call(client, "run_python", { code });

const folder = mkdtempSync(join(tmpdir(), "mcp-"));
writeFileSync(join(folder, "data.csv"), "a,b\n1,2\n");
afterAll(() => rmSync(folder, { recursive: true }));
const OPTIONS = ["--readonly-dir", folder, "--fuel", "20000000", "--workspace", "100000"];

describe.each(["stdio", "HTTP"])("the MCP server over %s", (transport) => {
  let server: HttpServer | null = null;
  let client: Client;

  beforeAll(async () => {
    if (transport === "HTTP") server = await startHttp(OPTIONS);
    client = server === null ? await connectStdio(OPTIONS) : await connectHttp(server);
  });
  afterAll(async () => {
    await client.close();
    if (server !== null) await stop(server);
  });

  it("offers its tools, with schemas", async () => {
    const { tools } = await client.listTools();
    const names = ["run_python", "reset_python", "list_files", "read_file", "write_file"];
    expect(tools.map(({ name }) => name)).toEqual(names);
    expect(tools[0]?.description).toContain("/workspace (read and write), /input (read only)");
    expect(tools[0]?.inputSchema).toMatchObject({ required: ["code"] });
    expect(tools[0]?.outputSchema).toMatchObject({ type: "object" });
  });

  it("runs code and keeps its state", async () => {
    const first = await run(client, "x = 6\nprint('hello')");
    expect(first.content[0]?.text).toMatch(/^hello\n/);
    const second = await run(client, "x * 7");
    expect(second.structuredContent).toMatchObject({ ok: true, value: "42", error: null });
  });

  it("gives errors as results", async () => {
    const { isError, structuredContent, content } = await run(client, "1 / 0");
    expect(isError).toBe(true);
    expect(structuredContent).toMatchObject({
      ok: false,
      error: { type: "ZeroDivisionError", line: 1 },
    });
    expect(content[0]?.text).toContain("ZeroDivisionError: division by zero");
    const limited = await run(client, "while True: pass");
    expect(limited.structuredContent).toMatchObject({ error: { kind: "fuel" } });
  });

  it("has files, which are resources", async () => {
    await call(client, "write_file", { path: "/workspace/in/a b.txt", content: "hello" });
    const copy =
      "open('/workspace/out.bin', 'wb').write(b'\\xff' + open('/workspace/in/a b.txt', 'rb').read())";
    const { content } = await run(client, copy);
    expect(content[1]).toMatchObject({
      type: "resource_link",
      uri: "sandbox:///workspace/out.bin",
    });
    const listed = await call(client, "list_files");
    expect(listed.structuredContent).toEqual({
      files: ["/workspace/in/a b.txt", "/workspace/out.bin"],
      total: 2,
    });
    const read = await call(client, "read_file", { path: "/workspace/in/a b.txt" });
    expect(read.content[0]?.text).toBe("hello");
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      "sandbox:///workspace/in/a%20b.txt",
      "sandbox:///workspace/out.bin",
    ]);
    const [text, binary] = await Promise.all(
      resources.map(({ uri }) => client.readResource({ uri })),
    );
    expect(text?.contents[0]).toMatchObject({ text: "hello" });
    expect(binary?.contents[0]).toMatchObject({
      blob: Buffer.from("\xffhello", "latin1").toString("base64"),
    });
  });

  it("reads the mounted folder, and keeps the quota", async () => {
    const read = await call(client, "read_file", { path: "/input/data.csv" });
    expect(read.content[0]?.text).toBe("a,b\n1,2\n");
    const { structuredContent } = await run(client, "len(open('/input/data.csv').read())");
    expect(structuredContent).toMatchObject({ value: "8" });
    const big = await call(client, "write_file", {
      path: "/workspace/big",
      content: "x".repeat(100_001),
    });
    expect(big).toMatchObject({ isError: true });
  });

  it("says briefly what is wrong with a file", async () => {
    const said = async (name: string, args: Record<string, unknown>) => {
      const { isError, content } = await call(client, name, args);
      expect(isError).toBe(true);
      return content[0]?.text ?? "";
    };
    expect(await said("read_file", { path: "/workspace/nothing" })).toBe(
      "Error: /workspace/nothing: there is no such file; list_files shows those that are there",
    );
    const content = "x".repeat(100_001);
    expect(await said("write_file", { path: "/workspace/big", content })).toMatch(
      /^Error: \/workspace\/big: the quota of \/workspace is used up/,
    );
    const long = await said("read_file", { path: `/workspace/${"x".repeat(100_000)}` });
    expect(long).toMatch(/: the path is too long$/);
    expect(long.length).toBeLessThan(600);
    const elsewhere = await said("read_file", { path: `/etc/${"x".repeat(100_000)}` });
    expect(elsewhere.length).toBeLessThan(600);
  });

  it("goes on after code that is too long", async () => {
    const { content } = await run(client, `# ${"x".repeat(2_000_000)}`);
    expect(content[0]?.text).toBe(
      "Error: the program has more than 1048576 bytes of source\nHint: do the work in several calls",
    );
    expect((await run(client, "1 + 1")).structuredContent).toMatchObject({ value: "2" });
  });

  it("reports progress", async () => {
    const seen: (string | undefined)[] = [];
    const code = "import time\nfor i in range(5):\n    print(i)\n    time.sleep(0.15)";
    await client.callTool(
      { name: "run_python", arguments: { code } },
      { onprogress: ({ message }) => void seen.push(message) },
    );
    expect(seen.join("")).toMatch(/^0\n1\n2\n/);
  });

  it("stops code when the request is cancelled", async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const code = "import time\ny = 1\ntime.sleep(60)";
    const cancelled = client.callTool({ name: "run_python", arguments: { code } }, options);
    setTimeout(() => controller.abort(), 300);
    await expect(cancelled).rejects.toThrow();
    const started = Date.now();
    expect((await run(client, "y")).structuredContent).toMatchObject({ value: "1" });
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  it("forgets everything on request", async () => {
    await run(client, "x = 1");
    await call(client, "reset_python");
    expect((await run(client, "x")).isError).toBe(true);
    expect((await call(client, "list_files")).structuredContent).toEqual({ files: [], total: 0 });
  });
});

it("each session over HTTP has its own state", async () => {
  const server = await startHttp(["--python", "micropython"]);
  const [one, two] = await Promise.all([connectHttp(server), connectHttp(server)]);
  await run(one, "x = 1; open('/workspace/a', 'w').close()");
  expect((await run(two, "x")).isError).toBe(true);
  expect((await call(two, "list_files")).structuredContent).toMatchObject({ total: 0 });
  expect((await run(one, "x")).structuredContent).toMatchObject({ value: "1" });
  await Promise.all([one.close(), two.close()]);
  await stop(server);
});

it("a hundred sessions over HTTP at once keep their states apart", async () => {
  const server = await startHttp(["--python", "micropython", "--max-sessions", "100"]);
  const clients = await Promise.all(Array.from({ length: 100 }, () => connectHttp(server)));
  const sums = await Promise.all(
    clients.map(async (client, i) => {
      await run(client, `total = ${i}`);
      for (let step = 1; step <= 5; step++) await run(client, `total += ${step}`);
      return (await run(client, "total")).structuredContent?.value;
    }),
  );
  expect(sums).toEqual(clients.map((_, i) => String(i + 15)));
  await Promise.all(clients.map((client) => client.close()));
  await stop(server);
});

it("lets code fetch what --allow-url says, and only from public addresses", async () => {
  let requests = 0;
  const local = createServer((_, response) => {
    requests++;
    response.end("secret");
  });
  await new Promise<void>((listening) => local.listen(0, "127.0.0.1", listening));
  const { port } = local.address() as AddressInfo;
  const allowed = [
    "--allow-url",
    `http://localhost:${port}/*`,
    "--allow-url=https://example.com/a/*",
  ];
  const client = await connectStdio(["--python", "micropython", ...allowed]);
  const { tools } = await client.listTools();
  expect(tools[0]?.description).toContain(
    `http_get(url) fetches http://localhost:${port}/*, https://example.com/a/* and nothing else`,
  );
  const attempts = ["http://localhost:1/", "https://example.com/b", `http://localhost:${port}/x`];
  for (const url of attempts) {
    const { isError, structuredContent } = await run(client, `http_get(${JSON.stringify(url)})`);
    expect(isError).toBe(true);
    expect(structuredContent).toMatchObject({ error: { kind: "exception" } });
  }
  expect(requests).toBe(0);
  expect((await run(client, "print(http_get)")).isError).toBe(false);
  await client.close();
  const without = await connectStdio(["--python", "micropython"]);
  expect((await run(without, "http_get")).isError).toBe(true);
  await without.close();
  local.close();
});

describe("the command", () => {
  const cli = join(import.meta.dirname, "../../dist/cli.cjs");
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [cli, "mcp", ...args], { encoding: "utf8" });

  it("explains itself", () => {
    expect(command("--help").stdout).toContain("--readonly-dir DIR");
  });

  it.each([
    [["--nonsense"], "unknown option --nonsense"],
    [["--http"], "--http needs a value"],
    [["--http", "x"], "--http is x; allowed is a whole number from 0 to 65535"],
    [["--python", "pypy"], "--python is pypy; allowed is cpython or micropython"],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = command(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
