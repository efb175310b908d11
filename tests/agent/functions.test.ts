import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import type { PythonName } from "micropython-wasm";
import {
  createPythonTool,
  hostFunction,
  type PythonTool,
  type ToolFunctions,
} from "micropython-wasm/agent";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const PYTHONS: PythonName[] = ["cpython", "micropython"];

interface Search {
  readonly query: string;
  readonly state: "open" | "closed";
  readonly limit?: number | undefined;
}

const description = "Searches issues.";
const execute = ({ query, state, limit }: Search) => [
  { id: 1, title: `${query} ${state} ${limit}` },
];

/** The same function with schemas of each library. */
const search = {
  zod: hostFunction({
    description,
    input: z.object({
      query: z.string().describe("What to look for."),
      state: z.enum(["open", "closed"]),
      limit: z.int().optional(),
    }),
    output: z.array(z.object({ id: z.int(), title: z.string() })),
    execute,
  }),
  valibot: hostFunction({
    description,
    input: toStandardJsonSchema(
      v.object({
        query: v.pipe(v.string(), v.description("What to look for.")),
        state: v.picklist(["open", "closed"]),
        limit: v.optional(v.pipe(v.number(), v.integer())),
      }),
    ),
    output: toStandardJsonSchema(
      v.array(v.object({ id: v.pipe(v.number(), v.integer()), title: v.string() })),
    ),
    execute,
  }),
  arktype: hostFunction({
    description,
    input: type({
      query: type("string").describe("What to look for."),
      state: "'open' | 'closed'",
      "limit?": "number.integer",
    }),
    output: type({ id: "number.integer", title: "string" }).array(),
    execute,
  }),
};

const area = hostFunction({
  description: 'The area of a "rectangle", in m².',
  input: z.object({
    width: z.number(),
    height: z.number(),
    unit: z.string().default("m"),
    "per-page": z.number().optional(),
    from: z.number().optional(),
  }),
  output: z.number(),
  execute: (input) => input.width * input.height + (input["per-page"] ?? 0) + (input.from ?? 0),
});

const broken = hostFunction({
  output: z.object({ rows: z.array(z.object({ id: z.number() })) }),
  execute: () => ({ rows: [{ id: 1 }, { id: "2" as unknown as number }] }),
});

const whoami = hostFunction({ execute: (_, { conversationId }) => conversationId });
const double = hostFunction({ input: z.number(), execute: (value) => value * 2 });
const open = hostFunction({ input: z.record(z.string(), z.number()), execute: (given) => given });
const plain = (...args: unknown[]) => JSON.stringify(args);

describe.each(PYTHONS)("functions with schemas in %s", (python) => {
  let tool: PythonTool;
  beforeAll(async () => {
    const github = { ...search, whoami };
    const hostFunctions = { area, broken, double, open, plain, github };
    tool = await createPythonTool({ python, hostFunctions });
  });
  afterAll(() => tool.close());
  const run = (code: string) => tool.execute({ code }, { conversationId: "a" });
  const resultOf = async (code: string) => {
    const { value, text } = await run(code);
    return value ?? text;
  };

  it.each(["zod", "valibot", "arktype"])("check arguments by %s", async (library) => {
    const call = (args: string) => resultOf(`github.${library}(${args})`);
    expect(await call("'x', state='open', limit=2")).toBe("[{'id': 1, 'title': 'x open 2'}]");
    expect(await call("'x', 'closed'")).toBe("[{'id': 1, 'title': 'x closed undefined'}]");
    expect(await call("'x', 'ajar'")).toMatch(
      new RegExp(`TypeError: github\\.${library}\\(\\): state`),
    );
    expect(await call("'x', 'open', limit=2.5")).toMatch(/TypeError: .*limit/);
    expect(await call("'x'")).toContain("missing 1 required positional argument: 'state'");
    expect(await call("'x', 'open', limits=2")).toContain("unexpected keyword argument 'limits'");
  });

  it("check results", async () => {
    expect(await resultOf("broken()")).toContain(
      "TypeError: the result of broken(): rows[1].id: Invalid input",
    );
  });

  it("have parameters in Python's terms, with defaults", async () => {
    expect(await resultOf("area(2, height=3)")).toBe("6");
    expect(await resultOf("area(2, 3, per_page=10, from_=100)")).toBe("116");
  });

  it("take a single value, any keywords, or whatever Python passes", async () => {
    expect(await resultOf("double(21)")).toBe("42");
    expect(await resultOf("open(a=1, b=2)['b']")).toBe("2");
    expect(await resultOf("plain(1, [2], key=None)")).toContain('[1,[2],{"key":null}]');
  });

  it("know whose code calls them", async () => {
    expect(await resultOf("github.whoami()")).toBe("'a'");
  });

  it("are described by help", async () => {
    const { stdout } = await run("help(github.zod)");
    expect(stdout).toContain("Searches issues.");
    expect(stdout).toContain("query: What to look for.");
    expect(stdout).toMatch(
      /query: str,\s+state: Literal\["open", "closed"\],\s+limit: int = \.\.\./,
    );
    expect(stdout).toContain("class GithubZodResultItem(TypedDict):");
  });

  it("are found by words", async () => {
    const found = await resultOf("tools.search('rectangle')");
    expect(found).toContain("def area(width: float, height: float");
    expect(found).not.toContain("Searches");
    expect(await resultOf("tools.search('no such thing')")).toBe("nothing found");
  });

  it("are listed by their namespace", async () => {
    expect(await resultOf("github")).toBe("<functions github: arktype, valibot, whoami, zod>");
  });

  it("survive what the code does to their names, after a reset", async () => {
    await run("area = None; github.zod = 1; del tools");
    const context = { conversationId: "a" };
    const { value } = await tool.execute({ code: "area(1, 2)", reset: true }, context);
    expect(value).toBe("2");
  });
});

it("functions of CPython have signatures", async () => {
  await using tool = await createPythonTool({ hostFunctions: { area, search: search.zod } });
  const code = "import inspect\nprint(inspect.signature(area))\nprint(inspect.signature(search))";
  const { stdout } = await tool.execute({ code }, { conversationId: "a" });
  expect(stdout).toBe(
    '(width: float, height: float, unit: str = "m", per_page: float = ..., from_: float = ...) -> float\n' +
      '(query: str, state: Literal["open", "closed"], limit: int = ...) -> list[SearchResultItem]\n',
  );
});

describe("stubs", () => {
  const stubsOf = async (hostFunctions: ToolFunctions) => {
    await using tool = await createPythonTool({ python: "micropython", hostFunctions });
    expect(tool.description).toContain(tool.stubs);
    return tool.stubs;
  };

  it("are the same for every library", async () => {
    const of = async (fn: keyof typeof search) => stubsOf({ search: search[fn] });
    expect(await of("zod")).toBe(
      `class SearchResultItem(TypedDict):
    id: int
    title: str

def search(query: str, state: Literal["open", "closed"], limit: int = ...) -> list[SearchResultItem]:
    """Searches issues.

    query: What to look for.
    """`,
    );
    expect(await of("valibot")).toBe(await of("zod"));
    expect((await of("arktype")).replace('["closed", "open"]', '["open", "closed"]')).toBe(
      (await of("zod")).replace("id: int\n    title: str", "id: int\n    title: str"),
    );
  });

  it("have namespaces, optional fields, unions, tuples and types that contain themselves", async () => {
    interface Tree {
      readonly value: number;
      readonly children: readonly Tree[];
    }
    const Node: z.ZodType<Tree, Tree> = z.object({
      value: z.number(),
      get children() {
        return z.array(Node);
      },
    });
    const fn = hostFunction<unknown, Tree>({
      input: z.object({
        filter: z.object({ labels: z.array(z.string()).optional(), "x-y": z.null() }),
        id: z.union([z.int(), z.string()]).nullable(),
        pair: z.tuple([z.string(), z.number()]),
        extra: z.record(z.string(), z.boolean()),
        anything: z.unknown(),
      }),
      output: Node,
      execute: () => ({ value: 1, children: [] }),
    });
    const stubs = await stubsOf({ space: { fn } });
    expect(stubs).toContain(
      'SpaceFnFilter = TypedDict("SpaceFnFilter", {"labels": NotRequired[list[str]], "x-y": None})',
    );
    expect(stubs).toContain("id: int | str | None");
    expect(stubs).toContain("pair: list[str | float]");
    expect(stubs).toContain("extra: dict[str, bool]");
    expect(stubs).toMatch(/class space:\n {4}@staticmethod\n {4}def fn\(filter: SpaceFnFilter, /);
    expect(stubs).toMatch(/class (\w+)\(TypedDict\):\n {4}value: float\n {4}children: list\[\1\]/);
  });

  it.each([
    ["zod", z.object({ at: z.coerce.date(), name: z.string() })],
    [
      "valibot",
      toStandardJsonSchema(
        v.object({ at: v.pipe(v.unknown(), v.transform(String), v.date()), name: v.string() }),
      ),
    ],
    ["arktype", type({ at: "Date", name: "string" })],
  ])("leave out only the types that JSON Schema cannot express, with %s", async (_, input) => {
    const note = hostFunction({ input, execute: () => {} });
    await using tool = await createPythonTool({ python: "micropython", hostFunctions: { note } });
    expect(tool.stubs).toMatch(/^def note\(at: [^,]+, name: str\) -> Any: \.\.\.$/);
  });

  it("come from JSON Schema, too", async () => {
    const input = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const fn = hostFunction({ input, execute: (given: { n: number }) => given.n });
    expect(await stubsOf({ fn })).toBe("def fn(n: int) -> Any: ...");
  });

  it("are left out of the description if they are long, in favour of a search", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `function_${i}`,
        hostFunction({ description: `Does thing ${i}. ${"x".repeat(200)}`, execute: () => i }),
      ]),
    );
    await using tool = await createPythonTool({ python: "micropython", hostFunctions: { many } });
    expect(tool.description.length).toBeLessThan(12_000);
    expect(tool.description).toContain("- many.function_0() -> Any: Does thing 0.");
    expect(tool.description).toContain("- and 160 more");
    const code = "tools.search('thing 123', 1)";
    const { value } = await tool.execute({ code }, { conversationId: "a" });
    expect(value).toContain("def many.function_123() -> Any:");
  });
});

describe("the options of hostFunction", () => {
  it.each([
    [{}, "option execute is undefined"],
    [{ execute: 1 }, "option execute is 1"],
    [{ execute: plain, input: 3 }, "option input is 3"],
    [{ execute: plain, description: 3 }, "option description is 3"],
  ])("are checked: %j", (options, message) => {
    expect(() => hostFunction(options as never)).toThrow(message);
  });
});
