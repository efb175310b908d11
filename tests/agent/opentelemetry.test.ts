import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { tracedRun, tracedSession } from "micropython-wasm/opentelemetry";
import { beforeEach, describe, expect, it } from "vitest";

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracing = { tracer: provider.getTracer("test") };
beforeEach(() => exporter.reset());

/** What was exported: each span's name, its parent's name, and its attributes. */
function spans() {
  const all = exporter.getFinishedSpans();
  const named = new Map(all.map((span) => [span.spanContext().spanId, span.name]));
  return all.map(({ name, parentSpanContext, attributes, status }) => ({
    name,
    parent: named.get(parentSpanContext?.spanId ?? "") ?? null,
    attributes,
    isError: status.code === 2,
  }));
}

describe("spans", () => {
  it("show a run, what it used, and its calls of the host", async () => {
    const hostFunctions = { double: (n: number) => n * 2, wait: async () => "done" };
    const code = "print(double(4), wait())";
    const { fuelUsed, stdout } = await tracedRun(code, { hostFunctions }, tracing);
    expect(stdout).toBe("8 done\n");
    const seen = spans();
    expect(seen.map(({ name, parent }) => [name, parent])).toEqual([
      ["python.host_call", "python.run"],
      ["python.suspend", "python.host_call"],
      ["python.host_call", "python.run"],
      ["python.run", null],
    ]);
    expect(seen[0]?.attributes).toEqual({ "python.function": "double" });
    expect(seen[3]?.attributes).toMatchObject({
      "python.name": "micropython",
      "python.outcome": "finished",
      "python.fuel_used": fuelUsed,
      "python.host_calls": 2,
      "python.peak_memory_bytes": expect.any(Number),
    });
  });

  it("show how a run failed, and nothing that it said", async () => {
    const fail = () => {
      throw new Error("secret");
    };
    const options = { hostFunctions: { fail }, env: { KEY: "secret" } };
    await expect(tracedRun("fail()", options, tracing)).rejects.toThrow();
    await expect(tracedRun("while True: pass", { fuel: 1000 }, tracing)).rejects.toThrow();
    const seen = spans();
    expect(seen.map(({ name, isError }) => [name, isError])).toEqual([
      ["python.host_call", true],
      ["python.run", true],
      ["python.run", true],
    ]);
    const outcomes = seen.map(({ attributes }) => attributes["python.outcome"]);
    expect(outcomes).toEqual([undefined, "exception", "fuel"]);
    expect(seen[2]?.attributes["python.fuel_used"]).toBe(1000);
    expect(
      JSON.stringify(exporter.getFinishedSpans().map(({ status, events }) => [status, events])),
    ).not.toContain("secret");
  });

  it("of a session are below one that ends with it", async () => {
    const session = tracedSession({ hostFunctions: { double: (n: number) => n * 2 } }, tracing);
    await session.run("def f(): return double(4)");
    expect(await session.call("f")).toBe(8);
    await session.checkpoint();
    expect(spans().some(({ name }) => name === "python.session")).toBe(false);
    await session.close();
    await session.close();
    expect(spans().map(({ name, parent }) => [name, parent])).toEqual([
      ["python.run", "python.session"],
      ["python.host_call", "python.call"],
      ["python.call", "python.session"],
      ["python.checkpoint", "python.session"],
      ["python.session", null],
    ]);
  });

  it("cost nothing without a provider", async () => {
    expect((await tracedRun("6 * 7")).value).toBe(42);
    expect(spans()).toEqual([]);
  });
});
