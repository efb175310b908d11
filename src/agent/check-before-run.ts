import {
  MicroPythonArtifactNotFoundError,
  MicroPythonGuestError,
  MicroPythonWasmError,
  type Pool,
  type Session,
} from "micropython-wasm";
import { moduleHint, nameHint, syntaxHint } from "./hints.js";
import type { Offer } from "./offer.js";
import type { ToolSettings } from "./options.js";
import type { ToolParts } from "./parts.js";
import { oneLine, textLiteral } from "./python-text.js";
import type { PythonToolError } from "./result.js";

/** Limits for what the tool itself asks a sandbox. */
export const OWN_LIMITS = {
  fuel: 50_000_000,
  wallTimeoutMs: 10_000,
  maxStdoutBytes: 1_000_000,
  maxHostCalls: 0,
} as const;

/** What the checker found. */
interface Finding {
  readonly kind: "syntax" | "module" | "name";
  readonly line: number;
  readonly text: string;
}

const MAX_FINDINGS = 20;

/**
 * Looks for mistakes in code without running any of it: wrong syntax, modules that are not there, names that
 * nothing defines. The code is parsed in a fresh sandbox.
 *
 * @returns `null` if nothing was found.
 */
export async function checkBeforeRun(
  code: string,
  session: Session,
  { pool, offer, settings }: Pick<ToolParts, "pool" | "offer" | "settings">,
): Promise<PythonToolError | null> {
  const isMicroPython = settings.python === "micropython";
  const defined = [...offer.builtins, ...(await globalNames(session))];
  const found = await find(code, defined, pool);
  // Each Python knows its own syntax best.
  const findings = isMicroPython
    ? [...(await syntaxErrors(code, session)), ...found.filter(({ kind }) => kind !== "syntax")]
    : found;
  const imported = findings.filter(({ kind }) => kind === "module").map(({ text }) => text);
  const unknown = imported.filter((name) => !offer.modules.includes(name.split(".")[0] ?? ""));
  const missing = unknown.length === 0 ? [] : await missingModules(unknown, session);
  const wrong = findings.filter(({ kind, text }) => kind !== "module" || missing.includes(text));
  const [first] = wrong;
  if (first === undefined) return null;
  const lines = code.split("\n");
  const similar = [...defined, ...namesIn(code, wrong)];
  const messages = wrong.map((finding) => describe(finding, similar, offer, lines, settings));
  const source = lines[first.line - 1]?.trim() ?? null;
  return {
    kind: "check",
    type:
      first.kind === "syntax"
        ? "SyntaxError"
        : first.kind === "module"
          ? "ModuleNotFoundError"
          : "NameError",
    message: `nothing has run, because of mistakes in the code:\n${messages.join("\n")}`,
    line: first.line,
    source,
    traceback: "",
    hint: first.kind === "syntax" ? syntaxHint(first.text, source, code, settings) : null,
  };
}

/** The names in code that are not wrong. */
function namesIn(code: string, wrong: readonly Finding[]): string[] {
  const names = new Set(code.match(/[\p{ID_Start}_]\p{ID_Continue}{0,40}/gu)?.slice(0, MAX_NAMES));
  for (const { text } of wrong) names.delete(text);
  return [...names];
}

function describe(
  { kind, line, text }: Finding,
  similar: readonly string[],
  offer: Offer,
  lines: readonly string[],
  settings: ToolSettings,
): string {
  const place = `line ${line}: `;
  const source = `\n    ${(lines[line - 1] ?? "").trim().slice(0, 200)}`;
  if (kind === "syntax") return `${place}SyntaxError: ${text}${source}`;
  if (kind === "module")
    return `${place}no module named '${text}' (${moduleHint(text, offer, settings)})${source}`;
  const hint = nameHint(text, similar);
  return `${place}name '${text}' is not defined${hint === null ? "" : ` (${hint})`}${source}`;
}

async function find(
  code: string,
  defined: readonly string[],
  pool: Pool,
): Promise<readonly Finding[]> {
  try {
    const stdin = JSON.stringify({ code, defined });
    const options = { ...OWN_LIMITS, python: "cpython", stdin, returnValue: false } as const;
    const { stdout } = await pool.run(CHECKER, options);
    return findingsIn(stdout);
  } catch (error) {
    // Code that is too much for the checker is for the run itself to judge.
    if (error instanceof MicroPythonArtifactNotFoundError) return [];
    if (error instanceof MicroPythonWasmError && error.code !== "pool-closed") return [];
    throw error;
  }
}

/** What MicroPython says about the syntax of code. */
async function syntaxErrors(code: string, session: Session): Promise<readonly Finding[]> {
  try {
    await session.evaluate(`compile(${textLiteral(code)}, "code", "exec") and None`, OWN_LIMITS);
    return [];
  } catch (error) {
    if (!(error instanceof MicroPythonGuestError)) return [];
    if (error.pythonType !== "SyntaxError" && error.pythonType !== "IndentationError") return [];
    const [, line = "1"] = /File "code", line (\d{1,9})/.exec(error.traceback) ?? [];
    return [{ kind: "syntax", line: Number(line), text: oneLine(error.pythonMessage, 300) }];
  }
}

function findingsIn(stdout: string): Finding[] {
  return stdout
    .split("\n")
    .slice(0, MAX_FINDINGS)
    .flatMap((row) => {
      const [, kind, line, text = ""] =
        /^(syntax|module|name) (\d{1,9}) (.{1,300})$/u.exec(row) ?? [];
      if (kind === undefined) return [];
      return [{ kind: kind as Finding["kind"], line: Number(line), text }];
    });
}

/** The names of the session's global variables. */
export async function globalNames(session: Session): Promise<string[]> {
  return strings(session.evaluate("[name for name in globals()]", OWN_LIMITS));
}

async function missingModules(names: readonly string[], session: Session): Promise<string[]> {
  const literals = names.map(textLiteral).join(", ");
  return strings(
    session.evaluate(`${MISSING}globals().pop("_host_missing")([${literals}])`, OWN_LIMITS),
  );
}

const MAX_NAMES = 5000;

/** The short texts that a session gives, whatever else it gives. */
async function strings(given: Promise<unknown>): Promise<string[]> {
  const values = await given.catch((error: unknown) => {
    if (error instanceof MicroPythonWasmError) return [];
    throw error;
  });
  if (!Array.isArray(values)) return [];
  const isShort = (value: unknown) => typeof value === "string" && value.length <= 100;
  return values.slice(0, MAX_NAMES).filter(isShort);
}

const MISSING = `def _host_missing(names):
    import sys
    def is_there(name):
        if name in sys.modules: return True
        try:
            import importlib.util
            return importlib.util.find_spec(name) is not None
        except ImportError:
            pass
        import os
        for folder in sys.path:
            try: found = os.listdir(folder or "/")
            except OSError: continue
            if name in found or name + ".py" in found: return True
        return False
    return [name for name in names if not is_there(name.split(".")[0])]
`;

/** Prints what it finds in the code that its input contains, a finding on each line. */
const CHECKER = `
import ast, dis, json, sys, types

given = json.load(sys.stdin)
known = set(given["defined"])
found = set()

def catches_missing(node):
    kinds = {"ImportError", "ModuleNotFoundError", "NameError", "Exception", "BaseException"}
    names = [inner.id for handler in node.handlers if handler.type
             for inner in ast.walk(handler.type) if isinstance(inner, ast.Name)]
    return any(handler.type is None for handler in node.handlers) or not kinds.isdisjoint(names)

def check(source):
    try:
        tree = ast.parse(source)
        code = compile(tree, "<call>", "exec", dont_inherit=True)
    except SyntaxError as error:
        found.add((error.lineno or 1, "syntax", " ".join(str(error.msg).split())))
        return
    guarded = set()
    is_dynamic = False
    for node in ast.walk(tree):
        if isinstance(node, (ast.Try, ast.TryStar)) and catches_missing(node):
            guarded.update(range(node.body[0].lineno, node.body[-1].end_lineno + 1))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            is_dynamic = True
        if isinstance(node, ast.Name) and node.id in ("exec", "globals", "vars", "setattr"):
            is_dynamic = True
    for node in ast.walk(tree):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        for name in names:
            if node.lineno not in guarded:
                found.add((node.lineno, "module", name))
    if is_dynamic:
        return
    scopes = [code]
    for scope in scopes:
        scopes.extend(part for part in scope.co_consts if isinstance(part, types.CodeType))
    used = []
    for scope in scopes:
        stored = set()
        loaded = []
        for step in dis.get_instructions(scope):
            if step.opname in ("STORE_GLOBAL", "STORE_NAME"):
                (known if scope is code or step.opname == "STORE_GLOBAL" else stored).add(step.argval)
            elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
                loaded.append((step.line_number, step.argval))
        used.extend((line, name) for line, name in loaded if name not in stored)
    for line, name in used:
        if name not in known and line not in guarded and not name.startswith("__"):
            found.add((line or 1, "name", name))

check(given["code"])
for line, kind, text in sorted(found):
    print(kind, line, text)
`;
