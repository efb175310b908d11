import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assemble,
  exported,
  instantiate,
  STACK_POINTER,
  transformed,
} from "../../tests/helpers/wasm/assemble.js";
import { BuildError } from "../progress.js";
import { WasmModule } from "../wasm/module.js";
import { findStackPointer } from "./gc-roots.js";
import {
  MARK_TABLE_BYTES,
  MARKED_PAGE_LOG2,
  MARKED_SPILL_BYTES,
  markPages,
  markPagesOutside,
} from "./mark-pages.js";

const MEMORY_PAGES = 32;
const PAGE_BYTES = 1 << MARKED_PAGE_LOG2;
/** The last page of memory. */
const TABLE = MEMORY_PAGES * 65_536 - PAGE_BYTES;

/** What the pass looks for: the table, and the function that marks an area. */
const HOOKS = `
  (memory (export "memory") ${MEMORY_PAGES})
  ${STACK_POINTER}
  (func $sandbox_page_marks (export "sandbox_page_marks") (result i32) (i32.const ${TABLE}))
  (func $sandbox_mark_area (export "sandbox_mark_area") (param $at i32) (param $size i32)
    (local $page i32)
    (if (i32.eqz (local.get $size)) (then (return)))
    (local.set $page (i32.shr_u (local.get $at) (i32.const ${MARKED_PAGE_LOG2})))
    (loop $next
      (i32.store8 (i32.add (local.get $page) (i32.const ${TABLE})) (i32.const 1))
      (local.set $page (i32.add (local.get $page) (i32.const 1)))
      (br_if $next (i32.le_u (local.get $page)
        (i32.shr_u (i32.sub (i32.add (local.get $at) (local.get $size)) (i32.const 1))
          (i32.const ${MARKED_PAGE_LOG2}))))))`;

/** A module, and what it writes to when it runs: its memory, and the pages that are then marked. */
interface Marked {
  readonly memory: Uint8Array;
  run(...args: unknown[]): number[];
}

function marked(text: string): Marked {
  const bytes = transformed(assemble(HOOKS + text), (module) =>
    markPages(module, findStackPointer(module)),
  );
  const exports = instantiate(bytes);
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
  return {
    memory,
    run: (...args) => {
      exported(exports, "run")(...args);
      const marks = memory.subarray(TABLE);
      return [...marks.entries()].filter(([, mark]) => mark === 1).map(([page]) => page);
    },
  };
}

/** The same with the table before the memory. */
function markedOutside(text: string): Marked {
  const pages = MEMORY_PAGES + MARK_TABLE_BYTES / 65_536;
  const module = `(memory (export "memory") ${pages}) ${STACK_POINTER} ${text}`;
  const bytes = transformed(assemble(module), (module) =>
    markPagesOutside(module, findStackPointer(module)),
  );
  const exports = instantiate(bytes);
  const { buffer } = exports.memory as WebAssembly.Memory;
  const marks = new Uint8Array(buffer, 0, MARK_TABLE_BYTES);
  return {
    memory: new Uint8Array(buffer, MARK_TABLE_BYTES),
    run: (...args) => {
      exported(exports, "run")(...args);
      return [...marks.entries()].filter(([, mark]) => mark === 1).map(([page]) => page);
    },
  };
}

/** Every kind of store, with its size and a value for it. */
const STORES = [
  ["i32.store", 4, "(i32.const -1)"],
  ["i64.store", 8, "(i64.const -1)"],
  ["f32.store", 4, "(f32.const 1.5)"],
  ["f64.store", 8, "(f64.const 1.1)"],
  ["i32.store8", 1, "(i32.const -1)"],
  ["i32.store16", 2, "(i32.const -1)"],
  ["i64.store8", 1, "(i64.const -1)"],
  ["i64.store16", 2, "(i64.const -1)"],
  ["i64.store32", 4, "(i64.const -1)"],
] as const;

describe.each([
  ["in memory", marked],
  ["before it", markedOutside],
])("marking pages in a table %s", (_, marked) => {
  it.each(STORES)("marks what %s writes, even across a page's end", (store, size, value) => {
    const run = (offset: number) =>
      `(func (export "run") (param $at i32) (${store} offset=${offset} (local.get $at) ${value}))`;
    const inside = 5 * PAGE_BYTES;
    for (const offset of [0, 100, 1000]) {
      expect(marked(run(offset)).run(inside)).toEqual([5]);
      expect(marked(run(offset)).run(inside - offset - size)).toEqual([4]);
      // The next page's first bytes belong to the mark.
      expect(marked(run(offset)).run(inside - offset - 1)).toEqual([4]);
    }
    expect(marked(run(1000)).run(inside - 1000)).toEqual([5]);
  });

  it("marks stores through one variable together, unless they are far apart", () => {
    const run = (last: number) => `(func (export "run") (param $at i32)
      (i32.store (local.get $at) (i32.const -1))
      (i32.store offset=${last} (local.get $at) (i32.const -1)))`;
    const inside = 5 * PAGE_BYTES - 100;
    expect(marked(run(MARKED_SPILL_BYTES - 4)).run(inside)).toEqual([4]);
    expect(marked(run(MARKED_SPILL_BYTES - 3)).run(inside)).toEqual([4, 5]);
    expect(marked(run(PAGE_BYTES + 200)).run(inside)).toEqual([4, 6]);
  });

  it("marks stores to fixed addresses", () => {
    const run = `(func (export "run") (i32.store offset=2 (i32.const ${7 * PAGE_BYTES - 4}) (i32.const -1)))`;
    expect(marked(run).run()).toEqual([6, 7]);
  });

  it("marks an address that its variable no longer holds after the store", () => {
    const run = `(func (export "run") (param $at i32)
      (i32.store (local.get $at) (local.tee $at (i32.const 3))))`;
    expect(marked(run).run(9 * PAGE_BYTES)).toEqual([9]);
  });

  it("marks computed addresses, and stores within stores", () => {
    const run = `
      (func $write (param $at i32) (result i32)
        (i32.store (i32.mul (local.get $at) (i32.const 2)) (i32.const 1)) (i32.const 4))
      (func (export "run") (param $at i32)
        (i32.store (i32.add (local.get $at) (i32.const 1))
          (block (result i32)
            (i32.store (i32.mul (local.get $at) (i32.const 3)) (i32.const 1))
            (call $write (local.get $at)))))`;
    expect(marked(run).run(3 * PAGE_BYTES)).toEqual([3, 6, 9]);
  });

  it("marks frames in the C stack, however large they are", () => {
    const run = (bytes: number) => `(func (export "run") (local $frame i32)
      (global.set $__stack_pointer (local.tee $frame (i32.sub (global.get $__stack_pointer) (i32.const ${bytes}))))
      (i32.store offset=${bytes - 4} (local.get $frame) (i32.const 1))
      (i32.store (local.get $frame) (i32.const 1)))`;
    const top = new WasmModule(assemble(HOOKS)).globals[0]?.start as bigint;
    const last = (Number(top) - 1) >> MARKED_PAGE_LOG2;
    expect(marked(run(64)).run()).toEqual([last]);
    expect(marked(run(2 * PAGE_BYTES)).run()).toEqual([last - 1, last]);
    expect(marked(run(20 * PAGE_BYTES)).run()).toEqual([last - 19, last]);
  });

  it("marks copies and fills", () => {
    const run = `(func (export "run") (param $at i32) (param $size i32)
      (memory.fill (local.get $at) (i32.const 7) (local.get $size))
      (memory.copy (i32.const ${20 * PAGE_BYTES}) (local.get $at) (local.get $size)))`;
    expect(marked(run).run(2 * PAGE_BYTES, 2 * PAGE_BYTES + 1)).toEqual([2, 3, 4, 20, 21, 22]);
    expect(marked(run).run(2 * PAGE_BYTES, 0)).toEqual([]);
  });

  it("misses no page, whatever is written", () => {
    const write = fc.record({
      store: fc.constantFrom(...STORES),
      base: fc.constantFrom("(local.get $a)", "(local.get $b)", "(local.tee $a (local.get $b))"),
      offset: fc.integer({ min: 0, max: 3 * PAGE_BYTES }),
      move: fc.option(fc.integer({ min: 0, max: 4 * PAGE_BYTES })),
      isConditional: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 12 }), fc.nat(15 * 65_536), (writes, start) => {
        const body = writes.map(({ store, base, offset, move, isConditional }) => {
          const [name, , value] = store as (typeof STORES)[0];
          const text = `(${name} offset=${offset} ${base} ${value})`;
          const moved =
            move === null ? "" : `(local.set $b (i32.add (local.get $a) (i32.const ${move})))`;
          return `${isConditional ? `(if (i32.and (local.get $b) (i32.const 1)) (then ${text}))` : text} ${moved}`;
        });
        const { memory, run } = marked(
          `(func (export "run") (param $a i32) (param $b i32) ${body.join("\n")})`,
        );
        const pages = new Set(run(start, start + 1));
        for (let at = 0; at < TABLE; at++) {
          if (memory[at] === 0) continue;
          const page = at >> MARKED_PAGE_LOG2;
          const isSpilled = at % PAGE_BYTES < MARKED_SPILL_BYTES && pages.has(page - 1);
          if (!isSpilled) expect(pages).toContain(page);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a table in memory", () => {
  it("leaves the mark of the table's own page, however the table is cleared", () => {
    const clear = (page: number) => `
      (func (export "run")
        (i32.store (i32.const ${3 * PAGE_BYTES}) (i32.const 1))
        (i64.store (i32.const ${TABLE + page}) (i64.const 0))
        (memory.fill (i32.const ${TABLE}) (i32.const 0) (i32.const 4096))
        (i32.store8 (i32.const ${TABLE + page}) (i32.const 0)))`;
    const own = TABLE >> MARKED_PAGE_LOG2;
    expect(marked(clear(own)).run()).toContain(own);
    expect(marked(clear(3)).run()).toContain(own);
  });

  it("leaves the mark of the page before the table if a store crosses that page's end", () => {
    const before = (TABLE >> MARKED_PAGE_LOG2) - 1;
    const clear = `(func (export "run") (param $at i32)
      (i64.store offset=100 (local.get $at) (i64.const 0))
      (i64.store (i32.const ${TABLE + before}) (i64.const 0))
      (i64.store offset=100 (local.get $at) (i64.const 0)))`;
    expect(marked(clear).run(TABLE - 100)).toContain(before);
  });

  it("refuses a module without the table", () => {
    const module = new WasmModule(assemble(`${STACK_POINTER} (func (export "run"))`));
    expect(() => markPages(module, findStackPointer(module))).toThrow(
      new BuildError("the module does not export sandbox_page_marks"),
    );
  });
});

describe("a table before the memory", () => {
  it("cannot be written to, whatever the address", () => {
    const attack = (code: string) => markedOutside(`(func (export "run") (param $at i32) ${code})`);
    for (const code of [
      "(i64.store (local.get $at) (i64.const 0x0101010101010101))",
      "(i32.store8 offset=4293000000 (local.get $at) (i32.const 1))",
      "(memory.fill (local.get $at) (i32.const 1) (i32.const 100))",
      "(memory.copy (local.get $at) (i32.const 0) (i32.const 100))",
    ]) {
      for (const at of [-1, -100, -4096, -MARK_TABLE_BYTES, -MARK_TABLE_BYTES - 50, 2 ** 31]) {
        expect(() => attack(code).run(at)).toThrow(WebAssembly.RuntimeError);
      }
    }
  });
});
