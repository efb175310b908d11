import type { Definition } from "./definitions.js";

/**
 * `help` for the prompt, in Python that works in both interpreters. MicroPython keeps neither signatures nor
 * docstrings, so `typed` holds those of definitions that were typed at the prompt.
 */
const HELP = `
import builtins
import sys

INTRODUCTION = """in a sandbox without network, environment variables or files, except mounted ones.

  help(object)      shows an object's signature, docstring and attributes
  help("math")      shows a module
  help("modules")   lists the modules that can be imported
  dir(object)       returns the names of an object's attributes
  :help             lists the commands and keys of this prompt
  exit()            leaves the prompt"""

MICROPYTHON = sys.implementation.name == "micropython"
DOCS = "https://docs.micropython.org/en/latest/library/"
WIDTH = 80


def attribute(obj, name):
    try:
        return getattr(obj, name)
    except BaseException:
        return None


def kind(obj):
    if isinstance(obj, type):
        return "class"
    name = type(obj).__name__
    if name in ("builtin_function_or_method", "method_descriptor", "closure"):
        return "function"
    if name in ("bound_method", "method", "method-wrapper"):
        return "method"
    if name == "generator" and hasattr(obj, "__name__") and MICROPYTHON:
        return "function"
    return name


def names_of(obj):
    try:
        return dir(obj)
    except BaseException:  # of a property, as MicroPython looks at all values
        return dir(type(obj))


def path_of(obj):
    """Finds a name for an object: in MicroPython, built-in functions do not know their own."""
    places = [("", builtins)]
    places += [(name + ".", value) for name, value in main.items() if kind(value) == "module"]
    for prefix, place in places:
        for name in names_of(place):
            if attribute(place, name) is obj:
                return prefix + name
    return attribute(obj, "__name__") or ""


def typed_as(obj):
    found = []
    for path in typed:
        here = main.get(path.split(".")[0])
        for name in path.split(".")[1:]:
            here = attribute(here, name)
        if here is obj or (kind(obj) == "method" and path.endswith("." + str(attribute(obj, "__name__")))):
            found.append(path)
    return found[0] if len(found) == 1 or (found and kind(obj) != "method") else None


def known(obj):
    """Returns the signature and the docstring, or empty strings."""
    path = typed_as(obj) if MICROPYTHON else None
    if path is not None:
        return typed[path]
    doc = attribute(obj, "__doc__")
    if MICROPYTHON:
        return "", doc if isinstance(doc, str) else ""
    import inspect

    try:
        signature = str(inspect.signature(obj)) if callable(obj) else ""
    except (TypeError, ValueError):
        signature = "" if isinstance(obj, type) else "(...)"
    return signature, inspect.getdoc(obj) or ""


def show_title(obj):
    what = kind(obj)
    signature, doc = known(obj)
    if what in ("module", "class", "function", "method"):
        name = (path_of(obj) if MICROPYTHON else "") or attribute(obj, "__name__") or ""
        title = what + " " + name if name else "built-in " + what
        print(title + (signature or bases_of(obj)))
        if MICROPYTHON and not doc:
            show_source_of_docs(obj, what, name)
    else:
        print("object of type " + type(obj).__name__ + ": " + brief(obj))
        if doc == (attribute(type(obj), "__doc__") or ""):
            doc = ""
    for line in doc.splitlines() if doc else []:
        print("    " + line if line else "")


def bases_of(obj):
    names = [base.__name__ for base in attribute(obj, "__bases__") or () if base is not object]
    return "(" + ", ".join(names) + ")" if names and isinstance(obj, type) else ""


def show_source_of_docs(obj, what, name):
    if what == "module" and not name.startswith(("_", "host")) and not hasattr(obj, "__file__"):
        print("    " + DOCS + name + ".html")
    elif hasattr(builtins, name) and attribute(builtins, name) is obj:
        page = "exceptions" if isinstance(obj, type) and issubclass(obj, BaseException) else "functions"
        print("    https://docs.python.org/3/library/" + page + ".html#" + name)
    elif "." in name and type(main.get(name.split(".")[0])).__name__ == "module":
        print("    " + DOCS + name.split(".")[0] + ".html")


def brief(obj):
    try:
        text = repr(obj)
    except BaseException as error:
        text = "<repr raises " + type(error).__name__ + ">"
    return cut(text.split("\\n")[0], WIDTH // 2)


def cut(text, width):
    return text if len(text) <= width else text[: width - 3] + "..."


def show_attributes(obj):
    calls, values = [], []
    for name in names_of(obj):
        if name.startswith("_"):
            continue
        value = attribute(obj, name)
        if kind(value) in ("function", "method", "class"):
            calls.append((name, value))
        else:
            values.append((name, value))
    for name, value in values:
        print("  " + name + " = " + brief(value))
    if values and calls:
        print()
    rows = []
    for name, value in calls:
        signature, doc = known(value)
        rows.append((name + signature, doc.strip().split("\\n")[0] if doc else ""))
    if not any(doc or "(" in name for name, doc in rows):
        show_columns([name for name, doc in rows])
        return
    for name, doc in rows:
        print(cut("  " + name + (" -- " + doc if doc else ""), 2 * WIDTH))


def show_columns(names):
    if not names:
        return
    width = max(len(name) for name in names) + 2
    columns = max(1, (WIDTH - 2) // width)
    for start in range(0, len(names), columns):
        row = ["{:<{}}".format(name, width) for name in names[start : start + columns]]
        print("  " + "".join(row).rstrip())


def show_introduction():
    version = ".".join(str(part) for part in sys.implementation.version[:3])
    print("MicroPython" if MICROPYTHON else "CPython", version, INTRODUCTION)


def show_modules():
    if MICROPYTHON:
        return original("modules")
    import pkgutil

    names = {found.name for found in pkgutil.iter_modules()} | set(sys.builtin_module_names)
    show_columns(sorted(name for name in names if not name.startswith("_")))


def module_called(name):
    try:
        return __import__(name, None, None, ("*",))
    except (ImportError, ValueError):
        return None


class Helper:
    def __repr__(self):
        return "Type help() for help about this prompt, or help(object) for help about an object."

    def __call__(self, *args):
        if not args:
            return show_introduction()
        obj = args[0]
        if obj == "modules":
            return show_modules()
        if isinstance(obj, str):
            obj = module_called(obj) or obj
        show_title(obj)
        if kind(obj) not in ("function", "method"):
            print()
            show_attributes(obj)


original = builtins.help
Helper._typed = typed = {}
builtins.help = Helper()
`;

/** Python code that replaces `help` without defining any other name. */
export const DEFINE_HELP = `exec(${text(HELP)}, {"__name__": "help", "main": globals()})`;

/** Python code that passes definitions to `help`; empty if there are none. */
export function tellHelp(definitions: readonly Definition[]): string {
  if (definitions.length === 0) return "";
  const entries = definitions.map(
    ({ path, signature, doc }) => `${text(path)}: (${text(signature)}, ${text(doc)})`,
  );
  return `help._typed.update({${entries.join(", ")}})`;
}

/** A Python string literal: the escapes of JSON are valid in Python too. */
function text(value: string): string {
  return JSON.stringify(value);
}
