import { STACK_POINTER } from "./assemble.js";

/** Functions of a random program call only later ones. */
export const FUNCTIONS = ["first", "second", "third"] as const;

type Kind = "number" | "object";

interface Label {
  readonly name: string;
  /** The type of value that a branch to it carries. */
  readonly carries: Kind | null;
  /** For `try`: the part of it that the code is in; `hidden` if nothing may branch to the label. */
  readonly part?: "body" | "handler" | "hidden";
}

const DEEPEST = 5;

/**
 * Generates a module from random bytes: nested loops, blocks, branches, exceptions and calls, with and
 * without results and operands below. Whatever the bytes, it is valid and finite.
 *
 * Numbers and objects (addresses from `host.fresh`) are kept apart, like a C compiler does. `host.log`
 * receives numbers, `host.use` objects, and `host.collecting` is called for each `gc_collect`.
 *
 * @param bytes the choices; fewer and smaller bytes make a simpler program.
 * @param hooks imports and functions that a pass looks for.
 */
export function randomProgram(bytes: Uint8Array, hooks = ""): string {
  const choices = new Choices(bytes);
  const functions = FUNCTIONS.map((_, index) => new FunctionWriter(choices, index).write());
  return `
    (import "host" "log" (func $log (param i32)))
    (import "host" "fresh" (func $fresh (result i32)))
    (import "host" "use" (func $use (param i32)))
    (import "host" "use_both" (func $use_both (param i32 i32)))
    (import "host" "collecting" (func $collecting))
    ${hooks}
    (memory (export "memory") 8)
    ${STACK_POINTER}
    (export "sp" (global $__stack_pointer))
    (global $budget (mut i32) (i32.const 3000))
    (tag $thrown (param i32))
    (func $gc_collect (call $collecting))
    (func $allocate (result i32) (call $gc_collect) (call $fresh))
    ${functions.join("\n")}
    (func (export "run") (param i32 i32) (result i32) (local $base i32)
      (local.set $base (global.get $__stack_pointer))
      (try (result i32)
        (do (call $${FUNCTIONS[0]} (local.get 0) (local.get 1)))
        (catch $thrown (call $log) (global.set $__stack_pointer (local.get $base)) (i32.const -1))))`;
}

/** Makes decisions by one byte each; chooses the first alternative if none are left. */
class Choices {
  #at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  below(count: number): number {
    return (this.bytes[this.#at++] ?? 0) % count;
  }

  of<T>(alternatives: readonly T[]): T {
    return alternatives[this.below(alternatives.length)] as T;
  }

  get areLeft(): boolean {
    return this.#at < this.bytes.length;
  }
}

class FunctionWriter {
  readonly #labels: Label[] = [];
  readonly #counters: string[] = [];
  readonly #frameBytes: number;
  #labelCount = 0;

  constructor(
    private readonly choices: Choices,
    private readonly index: number,
  ) {
    this.#frameBytes = choices.of([0, 16, 48]);
  }

  write(): string {
    const body = this.#statements();
    const answer = this.#object();
    const enter =
      this.#frameBytes === 0
        ? "(local.set $base (global.get $__stack_pointer))"
        : `(global.set $__stack_pointer (local.tee $base (i32.sub (global.get $__stack_pointer) (i32.const ${this.#frameBytes}))))
           (i32.store (local.get $base) (local.get $n0))`;
    const locals = ["base", "n1", "n2", "o1", "o2", "answer", ...this.#counters];
    return `(func $${FUNCTIONS[this.index]} (param $n0 i32) (param $o0 i32) (result i32)
      ${locals.map((name) => `(local $${name} i32)`).join(" ")}
      ${enter} ${body} ${this.#leave(answer)} (local.get $answer))`;
  }

  /** Releases the frame, like a compiler does before a function returns. */
  #leave(answer: string): string {
    return `(local.set $answer ${answer})
      ${
        this.#frameBytes === 0
          ? ""
          : `(call $log (i32.load (local.get $base)))
             (global.set $__stack_pointer (i32.add (local.get $base) (i32.const ${this.#frameBytes})))`
      }`;
  }

  #statements(): string {
    const statements: string[] = [];
    do statements.push(this.#statement());
    while (this.choices.areLeft && this.choices.below(4) !== 0);
    return statements.join("\n");
  }

  #statement(): string {
    const isDeep = this.#labels.length >= DEEPEST;
    const simple = [
      () => `(call $log ${this.#number()})`,
      () => `(local.set $${this.choices.of(["n0", "n1", "n2"])} ${this.#number()})`,
      () => `(local.set $${this.choices.of(["o0", "o1", "o2"])} ${this.#object()})`,
      () => `(call $use ${this.#object()})`,
      () => `(call $use_both ${this.#object()} ${this.#object()})`,
      () => "(call $gc_collect)",
      () => `(i32.store8 (i32.and ${this.#number()} (i32.const 1023)) ${this.#number()})`,
      () => this.#moveMemory(),
      () => this.#perhaps(() => this.#leaveHere()),
    ];
    const nested = [
      () => this.#loop(null),
      () => this.#block(null),
      () => this.#if(null),
      () => this.#try(null),
      () => this.#delegate(),
    ];
    return this.choices.of(isDeep ? simple : [...simple, ...nested, ...nested])();
  }

  /** A statement that ends the enclosing block. */
  #leaveHere(): string {
    return this.choices.of([
      () => this.#branch(),
      () => this.#branchIf(),
      () => this.#branchTable(),
      () => `(throw $thrown ${this.#number()})`,
      () => this.#rethrow(),
      () => `${this.#leave(this.#object())} (return (local.get $answer))`,
      () => `${this.#leave(this.#object())} (br ${this.#labels.length} (local.get $answer))`,
    ])();
  }

  /** Mostly conditional code, so that what follows is not dead. */
  #perhaps(write: () => string): string {
    if (this.choices.below(8) === 7) return write();
    const condition = this.#number();
    return this.#within(null, (name) => `(if $${name} ${condition} (then ${write()}))`);
  }

  #number(): string {
    const { choices } = this;
    const leaf = [
      () => `(i32.const ${choices.below(256) - 128})`,
      () => `(local.get $${choices.of(["n0", "n1", "n2"])})`,
    ];
    const inner = [
      () => {
        const operator = choices.of(["add", "sub", "mul", "xor", "lt_s"]);
        return `(i32.${operator} ${this.#number()} ${this.#number()})`;
      },
      () => `(i32.load8_u (i32.and ${this.#number()} (i32.const 1023)))`,
      () => this.#nestedValue("number"),
    ];
    return choices.of(
      this.#labels.length < DEEPEST && choices.areLeft ? [...leaf, ...inner] : leaf,
    )();
  }

  #object(): string {
    const { choices } = this;
    const leaf = [
      () => `(local.get $${choices.of(["o0", "o1", "o2"])})`,
      () => "(call $fresh)",
      () => "(call $allocate)",
    ];
    const inner = [
      () => `(select ${this.#object()} ${this.#object()} ${this.#number()})`,
      () => this.#nestedValue("object"),
      () => {
        const callee = FUNCTIONS[this.index + 1];
        return callee === undefined
          ? "(call $fresh)"
          : `(call $${callee} ${this.#number()} ${this.#object()})`;
      },
    ];
    return choices.of(
      this.#labels.length < DEEPEST && choices.areLeft ? [...leaf, ...inner] : leaf,
    )();
  }

  #value(kind: Kind): string {
    return kind === "number" ? this.#number() : this.#object();
  }

  #nestedValue(kind: Kind): string {
    return this.choices.of([
      () => this.#block(kind),
      () => this.#loop(kind),
      () => this.#if(kind),
      () => this.#try(kind),
    ])();
  }

  /** Opens a label while some of the code is written. */
  #within<T>(carries: Kind | null, write: (name: string) => T): T {
    const name = `l${this.#labelCount++}`;
    return this.#inside({ name, carries }, () => write(name));
  }

  #inside<T>(label: Label, write: () => T): T {
    this.#labels.push(label);
    const code = write();
    this.#labels.pop();
    return code;
  }

  #body(kind: Kind | null): string {
    return `${this.#statements()} ${kind === null ? "" : this.#value(kind)}`;
  }

  #block(kind: Kind | null): string {
    return this.#within(kind, (name) => `(block $${name} ${result(kind)} ${this.#body(kind)})`);
  }

  #if(kind: Kind | null): string {
    const condition = this.#number();
    return this.#within(kind, (name) => {
      const otherwise =
        kind === null && this.choices.below(2) === 0 ? "" : `(else ${this.#body(kind)})`;
      return `(if $${name} ${result(kind)} ${condition} (then ${this.#body(kind)}) ${otherwise})`;
    });
  }

  #loop(kind: Kind | null): string {
    const { choices } = this;
    const counter = `c${this.#counters.length}`;
    this.#counters.push(counter);
    const turns = choices.of([1, 3, 15, 16, 17, 40]);
    const loop = () =>
      this.#within(kind, (exit) => {
        // So as not to restart the loop when it should end.
        const last = this.#hidden(2, () => (kind === null ? "" : this.#value(kind)));
        return this.#within(
          null,
          (name) => `(block $${exit} ${result(kind)} (loop $${name} ${result(kind)}
            (local.set $${counter} (i32.add (local.get $${counter}) (i32.const 1)))
            (global.set $budget (i32.sub (global.get $budget) (i32.const 1)))
            (if (i32.or (i32.gt_u (local.get $${counter}) (i32.const ${turns}))
                        (i32.lt_s (global.get $budget) (i32.const 0)))
              (then (br $${exit} ${last})))
            ${this.#statements()} ${this.#goOn(name, kind)}))`,
        );
      });
    const start = `(local.set $${counter} (i32.const 0))`;
    if (kind === null) return `${start} ${loop()}`;
    return `(block ${result(kind)} ${start} ${this.#hidden(1, loop)})`;
  }

  /** The end of a loop's body. */
  #goOn(name: string, kind: Kind | null): string {
    if (this.choices.below(2) === 0) return `(br $${name})`;
    return `(br_if $${name} ${this.#number()}) ${this.#body(kind)}`;
  }

  /** Opens labels that nothing branches to. */
  #hidden<T>(count: number, write: () => T): T {
    if (count === 0) return write();
    const inner = () => this.#hidden(count - 1, write);
    return this.#inside({ name: "", carries: null, part: "hidden" }, inner);
  }

  #try(kind: Kind | null): string {
    const name = `l${this.#labelCount++}`;
    const inside = (part: "body" | "handler") =>
      this.#inside({ name, carries: kind, part }, () => this.#body(kind));
    // Like a compiler: the stack pointer is not where the exception left it.
    const restore = "(global.set $__stack_pointer (local.get $base))";
    const catching = `(catch $thrown (local.set $n${this.choices.below(3)}) ${restore} ${inside("handler")})`;
    const catchingAll = `(catch_all ${restore} ${inside("handler")})`;
    const handlers = this.choices.of([catching, catchingAll, catching + catchingAll]);
    return `(try $${name} ${result(kind)} (do ${inside("body")}) ${handlers})`;
  }

  #delegate(): string {
    const around = this.#labels.filter(({ part }) => part === "body").map(({ name }) => `$${name}`);
    const target = this.choices.of([...around, `${this.#labels.length}`]);
    return this.#within(
      null,
      (name) => `(try $${name} (do ${this.#statements()}) (delegate ${target}))`,
    );
  }

  #rethrow(): string {
    const handlers = this.#labels.filter(({ part }) => part === "handler");
    return handlers.length === 0 ? "(nop)" : `(rethrow $${this.choices.of(handlers).name})`;
  }

  get #targets(): Label[] {
    return this.#labels.filter(({ part }) => part !== "hidden");
  }

  #branch(): string {
    if (this.#targets.length === 0) return "(nop)";
    const { name, carries } = this.choices.of(this.#targets);
    return `(br $${name} ${carries === null ? "" : this.#value(carries)})`;
  }

  #branchIf(): string {
    if (this.#targets.length === 0) return "(nop)";
    const { name, carries } = this.choices.of(this.#targets);
    if (carries === null) return `(br_if $${name} ${this.#number()})`;
    return `(drop (br_if $${name} ${this.#value(carries)} ${this.#number()}))`;
  }

  #branchTable(): string {
    if (this.#targets.length === 0) return "(nop)";
    const { carries } = this.choices.of(this.#targets);
    const fitting = this.#targets.filter((label) => label.carries === carries);
    const targets = Array.from({ length: 1 + this.choices.below(4) }, () =>
      this.choices.of(fitting),
    );
    const value = carries === null ? "" : this.#value(carries);
    return `(br_table ${targets.map(({ name }) => `$${name}`).join(" ")} ${value}
      (i32.and ${this.#number()} (i32.const 3)))`;
  }

  #moveMemory(): string {
    const length = `(i32.and ${this.#number()} (i32.const 255))`;
    return this.choices.of([
      `(memory.fill (i32.const ${this.choices.below(256)}) ${this.#number()} ${length})`,
      `(memory.copy (i32.const ${this.choices.below(256)}) (i32.const 300) ${length})`,
    ]);
  }
}

function result(kind: Kind | null): string {
  return kind === null ? "" : "(result i32)";
}
