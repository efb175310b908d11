import { BuildError } from "../progress.js";
import { Assembler } from "../wasm/assembler.js";
import { u32 } from "../wasm/bytes.js";
import { recursiveFunctions } from "../wasm/call-graph.js";
import { decode, type Instruction, Op, opensBlock } from "../wasm/instructions.js";
import { ExportKind, ValueType, type WasmFunction, type WasmModule } from "../wasm/module.js";
import { wrapBody } from "../wasm/wrap-body.js";
import type { FunctionPolicy, ResolvedPolicy } from "./policy.js";
import { takeExport } from "./take-export.js";

/** The exported global that counts the units left in a slice; see port/common/sandbox.h. */
const FUEL = "sandbox_units";

/** The function that is called when no units are left. */
const REFUEL = "sandbox_refuel";

/** The function that returns whether units are left; calls of it become a check of the counter. */
const OUT_OF_FUEL = "sandbox_out_of_fuel";

/** The functions that replace the instructions that move and fill memory. */
const MOVE = "sandbox_move";
const FILL = "sandbox_fill";

/**
 * The most units that one turn of a loop or one call costs: as much as one turn of the interpreter's loop,
 * so that one bytecode instruction is about one unit of fuel.
 */
const MOST_UNITS = 16;

/**
 * How many turns of a function's loops are counted in a local variable before they are paid for. A call
 * leaves fewer turns than this unpaid.
 */
const TURNS_AT_ONCE = 16;

/** The same for functions whose loops pay seldom; the rest is paid on leaving. */
const TURNS_BETWEEN_SELDOM_PAYMENTS = 4096;

/** The interpreter dispatches with a branch to at least this many places. */
const INTERPRETER_BRANCHES = 64;

/** Bytes that `memory.copy` and `memory.fill` move for one unit, as a power of two. */
const BYTES_PER_UNIT_LOG2 = 4;

/** How a function's loops pay for their turns. */
type LoopPayment = "never" | "in turns" | "seldom" | "on leaving" | "at checks";

/** What the pass did, for the build's log. */
export interface MeterReport {
  /** Places where units are paid. */
  readonly places: number;
}

/**
 * Makes everything that the guest does cost fuel: calls pay when a function is entered, loops for their
 * turns, and copies and fills of memory by their length. Costs depend on the code alone, so the same
 * program uses the same fuel everywhere. docs/limits.md says how units are calibrated,
 * docs/decisions/0006-metering.md why metering works like this.
 *
 * @param options `charge`: whether anything costs fuel; the counter is added in any case.
 * @throws BuildError if the module is not as the pass expects.
 */
export function meter(
  module: WasmModule,
  policy: ResolvedPolicy,
  options: { charge: boolean },
): MeterReport {
  const [refuel, outOfFuel, move, fill] = [REFUEL, OUT_OF_FUEL, MOVE, FILL].map((name) =>
    takeExport(module, name),
  ) as [number, number, number, number];
  // Code runs during instantiation, before the host can set the counter.
  const plenty = 0x7fffffffn;
  const fuel = module.addGlobal({ type: ValueType.i32, mutable: true, start: plenty });
  module.exports.push({ name: FUEL, kind: ExportKind.global, index: fuel });

  const spared = [...policy.functions].filter(([, { isSpared }]) => isSpared).map(([at]) => at);
  const recursive = options.charge
    ? recursiveFunctions(module, new Set(spared))
    : new Set<number>();
  let places = 0;
  module.functions.forEach((_, i) => {
    const index = module.functionImports.length + i;
    if (index === refuel) return;
    const rewriter = new ChargeWriter(module, index, policy, {
      fuel,
      refuel,
      outOfFuel,
      move,
      fill,
    });
    places += rewriter.write({ ...options, onEntry: recursive.has(index) });
  });
  return { places };
}

/** Adds charges to one function. */
class ChargeWriter {
  readonly #fn: WasmFunction;
  readonly #params: number;
  readonly #results: readonly number[];
  readonly #name: string;
  readonly #isInterpreter: boolean;
  readonly #loopsPay: FunctionPolicy["loopsPay"];
  readonly #code: readonly Instruction[];
  readonly #movesInPieces: boolean;
  #out = new Assembler();
  #places = 0;
  /** Counts what the interpreter's loop has not paid for yet, if it pays at checks. */
  #unpaid: number | null = null;

  constructor(
    module: WasmModule,
    index: number,
    policy: ResolvedPolicy,
    private readonly known: {
      readonly fuel: number;
      readonly refuel: number;
      readonly outOfFuel: number;
      readonly move: number;
      readonly fill: number;
    },
  ) {
    this.#movesInPieces = index === known.move || index === known.fill;
    this.#fn = module.ownFunction(index);
    this.#params = module.typeOf(index).params.length;
    this.#name = module.nameOf(index);
    this.#isInterpreter = index === policy.interpreter;
    this.#loopsPay = policy.functions.get(index)?.loopsPay;
    this.#results = module.typeOf(index).results;
    this.#code = decode(this.#fn.code);
  }

  /** Rewrites the function; returns the number of charges. */
  write({ charge, onEntry }: { charge: boolean; onEntry: boolean }): number {
    const costs = turnCosts(this.#code);
    const dispatches = this.#isInterpreter ? findDispatches(this.#code, this.#name) : null;
    const payment = charge ? this.#payment() : "never";
    const turns = payment === "never" ? null : this.#addLocal();
    const paysInTurns = payment === "in turns" || payment === "seldom";
    const countsTurns = paysInTurns || payment === "on leaving";
    if (payment === "at checks") this.#unpaid = turns;
    const labels = new Labels();

    if (onEntry) this.#pay((out) => out.i32(costs.get(-1) as number));
    this.#code.forEach((instruction, at) => {
      const { op } = instruction;
      const move = charge ? this.#moveFor(instruction) : null;
      const loop = charge ? dispatches?.get(at) : undefined;
      if (loop !== undefined) this.#payForDispatch(costs.get(loop) as number);
      if (move === "in pieces") this.#payForLength();
      if (typeof move === "number") {
        this.#out.call(move);
      } else if (op === Op.loop && turns !== null && paysInTurns) {
        this.#openLoop(instruction, turns, payment);
        labels.open({ index: at, added: 3 });
      } else {
        this.#copy(instruction, labels);
        if (opensBlock(op)) labels.open({ index: at, added: 0 });
        if (op === Op.loop && turns !== null && countsTurns) this.#countTurn(turns);
      }
      if (op === Op.end || op === Op.delegate) {
        const closed = labels.close();
        if (closed?.added && turns !== null) {
          this.#closeLoop(turns, payment, costs.get(closed.index) as number);
        }
      }
    });
    this.#fn.code = this.#out.code;
    if (turns !== null && payment !== "in turns") this.#payOnLeaving(turns);
    return this.#places;
  }

  /** The function to call instead of an instruction that moves memory. */
  #moveFor({ op, immediate }: Instruction): number | "in pieces" | null {
    const memoryCopy = 10;
    const memoryFill = 11;
    if (op !== Op.prefixFC || (immediate !== memoryCopy && immediate !== memoryFill)) return null;
    if (this.#movesInPieces) return "in pieces";
    return immediate === memoryCopy ? this.known.move : this.known.fill;
  }

  #payment(): LoopPayment {
    if (this.#isInterpreter) return this.#loopsPay === "at checks" ? "at checks" : "never";
    if (!hasLoop(this.#code) || this.#movesInPieces) return "never";
    return this.#loopsPay ?? "in turns";
  }

  /** Counts one unit to be paid later. */
  #countTurn(counter: number): void {
    this.#out.getLocal(counter).i32(1).op(Op.i32Add).setLocal(counter);
  }

  /** Pays for everything counted when the function is left, except by an exception. */
  #payOnLeaving(counter: number): void {
    const body = this.#fn.code;
    this.#out = new Assembler();
    this.#pay((out) => out.getLocal(counter));
    const wrapping = { enter: [], leave: this.#out.code };
    this.#fn.code = wrapBody(body, decode(body), this.#results, wrapping);
  }

  /**
   * Opens a loop that pauses after some turns to pay for them outside of the loop, so that the engine can
   * keep values in registers across turns:
   *
   *     block (result)       done
   *       loop               resume
   *         block            pause
   *           loop (result)  the loop as it was, counting its turns
   *             …
   *           end
   *           br done
   *         end
   *         pay, and start counting again
   *         br resume
   *       end
   *       unreachable
   *     end
   */
  #openLoop(loop: Instruction, turns: number, payment: LoopPayment): void {
    const atOnce = turnsAtOnce(payment);
    const type = this.#fn.code.subarray(loop.start + 1, loop.end);
    this.#out.block("done", type).loop("resume").block("pause").loop("turn", type);
    this.#out.getLocal(turns).i32(1).op(Op.i32Add).teeLocal(turns);
    this.#out.i32(atOnce).op(Op.i32GeU).branchIf("pause");
  }

  /** Closes it, after its own `end`. */
  #closeLoop(turns: number, payment: LoopPayment, cost: number): void {
    this.#out.closed().branch("done").end();
    this.#pay((out) => out.i32(turnsAtOnce(payment) * (payment === "seldom" ? 1 : cost)));
    // The turn that was about to begin is already paid for but will be counted again.
    this.#out.i32(-1).setLocal(turns).branch("resume").end().op(Op.unreachable).end();
  }

  /** Pays for copying or filling the number of bytes on top of the operand stack. */
  #payForLength(): void {
    const length = this.#addLocal();
    this.#out.teeLocal(length);
    this.#pay((out) => out.getLocal(length).i32(BYTES_PER_UNIT_LOG2).op(Op.i32ShrU));
  }

  /** Subtracts an amount, and asks for more if nothing is left. */
  #pay(pushAmount: (out: Assembler) => void): void {
    const left = this.#addLocal();
    const { fuel, refuel } = this.known;
    this.#places += 1;
    this.#out.getGlobal(fuel);
    pushAmount(this.#out);
    this.#out.op(Op.i32Sub).teeLocal(left).setGlobal(fuel);
    this.#out.getLocal(left).i32(0).op(Op.i32LtS).if().call(refuel).end();
  }

  /** Pays for an instruction of the interpreter, without checking what is left. */
  #payForDispatch(amount: number): void {
    const { fuel } = this.known;
    this.#places += 1;
    if (this.#unpaid === null) {
      this.#out.getGlobal(fuel).i32(amount).op(Op.i32Sub).setGlobal(fuel);
    } else {
      this.#out.getLocal(this.#unpaid).i32(amount).op(Op.i32Add).setLocal(this.#unpaid);
    }
  }

  /** Pays for what is unpaid, and pushes whether units are left. */
  #check(): void {
    const { fuel } = this.known;
    if (this.#unpaid !== null) {
      this.#out.getGlobal(fuel).getLocal(this.#unpaid).op(Op.i32Sub).setGlobal(fuel);
      this.#out.i32(0).setLocal(this.#unpaid);
    }
    this.#out.getGlobal(fuel).i32(0).op(Op.i32LtS);
  }

  /** Copies an instruction and adjusts its labels. */
  #copy(instruction: Instruction, open: Labels): void {
    const { op, immediate, labels, start, end } = instruction;
    if (op === Op.call && immediate === this.known.outOfFuel) {
      this.#check();
    } else if (op === Op.br || op === Op.brIf || op === Op.rethrow) {
      this.#out.append([op, ...u32(open.depthOf(immediate))]);
    } else if (op === Op.delegate) {
      // Its labels count from outside of the `try` that it ends.
      this.#out.append([op, ...u32(open.depthOf(immediate + 1) - 1)]);
    } else if (op === Op.brTable) {
      const depths = labels.flatMap((label) => u32(open.depthOf(label)));
      this.#out.append([op, ...u32(labels.length - 1), ...depths]);
    } else {
      this.#out.append(this.#fn.code.subarray(start, end));
    }
  }

  #addLocal(): number {
    return this.#params + this.#fn.locals.push(ValueType.i32) - 1;
  }
}

/** The blocks around the current instruction, some of which are wrapped in added blocks. */
class Labels {
  readonly #open: { readonly index: number; readonly added: number }[] = [];

  open(block: { readonly index: number; readonly added: number }): void {
    this.#open.push(block);
  }

  close(): { readonly index: number; readonly added: number } | undefined {
    return this.#open.pop();
  }

  /** Converts a label depth of the original code: added blocks are outside of the block they wrap. */
  depthOf(depth: number): number {
    const inner = this.#open.slice(this.#open.length - depth);
    return inner.reduce((sum, { added }) => sum + added, depth);
  }
}

function turnsAtOnce(payment: LoopPayment): number {
  return payment === "seldom" ? TURNS_BETWEEN_SELDOM_PAYMENTS : TURNS_AT_ONCE;
}

function hasLoop(code: readonly Instruction[]): boolean {
  return code.some(({ op }) => op === Op.loop);
}

/**
 * Finds the branches with which the interpreter dispatches. Returns the index of the innermost loop around each.
 *
 * @throws BuildError if there is none, as nothing would pay for what the interpreter does.
 */
function findDispatches(code: readonly Instruction[], name: string): Map<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { op, labels }] of code.entries()) {
    if (opensBlock(op)) open.push(index);
    else if (op === Op.end || op === Op.delegate) open.pop();
    else if (labels.length > INTERPRETER_BRANCHES) {
      const loop = open.findLast((at) => code[at]?.op === Op.loop);
      if (loop !== undefined) found.set(index, loop);
    }
  }
  if (found.size > 0) return found;
  throw new BuildError(`${name} has no loop that branches to ${INTERPRETER_BRANCHES} places`);
}

/**
 * Returns the cost of one turn of each loop, by the index of the loop instruction, and of a call, at -1: the
 * number of instructions in it but not in an inner loop, up to a limit.
 */
function turnCosts(code: readonly Instruction[]): Map<number, number> {
  const own = new Map<number, number>([[-1, 0]]);
  const open: boolean[] = [];
  const loops = [-1];
  code.forEach(({ op }, index) => {
    const loop = loops.at(-1) as number;
    own.set(loop, (own.get(loop) as number) + 1);
    if (opensBlock(op)) {
      open.push(op === Op.loop);
      if (op === Op.loop) {
        loops.push(index);
        own.set(index, 0);
      }
    } else if (op === Op.end || op === Op.delegate) {
      if (open.pop()) loops.pop();
    }
  });
  return new Map([...own].map(([at, count]) => [at, Math.max(1, Math.min(count, MOST_UNITS))]));
}
