import { TOOLS } from "./functions.js";
import { textLiteral } from "./python-text.js";
import { docOf, parametersText, type Signature, type Signatures, stubOf } from "./stubs.js";

/** The name under which the sandbox gets the one host function; the prelude takes it away again. */
export const CALL_HOST = "_host_call";

/**
 * The Python code that defines the functions in a fresh session. What schemas say appears in it only as
 * literals, and as names that are identifiers.
 */
export function preludeOf({ functions, classes }: Signatures): string {
  if (functions.length === 0) return `del ${CALL_HOST}`;
  const added = functions.map((signature) => addition(signature, classes));
  return `${SETUP}${added.join("")}
    _host_finish()

_host_setup(${CALL_HOST})
del _host_setup, ${CALL_HOST}
`;
}

function addition(signature: Signature, classes: string): string {
  const { path, namespace, name, parameters, takesValue, returns } = signature;
  const literals = {
    path: textLiteral(path),
    doc: textLiteral(docOf(signature)),
    stub: textLiteral(`${stubOf({ ...signature, name: path })}`),
    types: textLiteral(classesUsed(classes, `${parametersText(signature)} ${returns}`)),
  };
  const types =
    typeof parameters === "string" ? [] : parameters.map(({ name, type }) => [name, type]);
  const annotations = [...types, ["return", returns]].map(
    ([key = "", type = ""]) => `(${textLiteral(key)}, ${textLiteral(type)})`,
  );
  const place = namespace === null ? "None" : textLiteral(namespace);
  return `
    def _host_make():
        def ${name}(${definitionOf(signature)}):
            return ${callOf(literals.path, parameters, takesValue)}
        return ${name}
    _host_add(_host_make(), ${place}, ${textLiteral(name)}, ${literals.doc}, (${annotations.join(", ")},), ${literals.stub}, ${literals.types})
`;
}

function definitionOf({ parameters }: Signature): string {
  if (parameters === "plain") return "*args, **kwargs";
  if (parameters === "keywords") return "**arguments";
  return parameters
    .map(({ name, defaultText }) => {
      return defaultText === null ? name : `${name}=_host_default(${textLiteral(defaultText)})`;
    })
    .join(", ");
}

function callOf(path: string, parameters: Signature["parameters"], takesValue: boolean): string {
  if (parameters === "plain") return `_host_call(${path}, args, kwargs)`;
  if (parameters === "keywords") return `_host_call(${path}, (), arguments)`;
  if (takesValue) return `_host_call(${path}, (value,), {})`;
  const pairs = parameters.map(({ key, name }) => `(${textLiteral(key)}, ${name}), `).join("");
  return `_host_call(${path}, (), _host_given((${pairs})))`;
}

/** The classes that a text refers to, directly or through each other. */
function classesUsed(classes: string, text: string): string {
  const blocks = classes.split("\n\n").filter(Boolean);
  const nameOf = (block: string) => /^(?:class )?(\w+)/u.exec(block)?.[1] ?? "";
  const used = new Set<string>();
  for (let pending = [text]; pending.length > 0; ) {
    const words = new Set(pending.join(" ").match(/[\p{ID_Continue}]+/gu));
    pending = blocks.filter((block) => words.has(nameOf(block)) && !used.has(block));
    for (const block of pending) used.add(block);
  }
  return blocks.filter((block) => used.has(block)).join("\n\n");
}

const SETUP = `
def _host_setup(_host_call):
    import sys

    is_cpython = sys.implementation.name == "cpython"
    known = []
    spaces = {}

    class _host_default:
        def __init__(self, text):
            self._text = text
        def __repr__(self):
            return self._text

    class Text(str):
        def __repr__(self):
            return str(self)

    class Namespace:
        def __init__(self, name):
            self.__name__ = name
        def __repr__(self):
            names = [name for name in dir(self) if not name.startswith("_")]
            return "<functions %s: %s>" % (self.__name__, ", ".join(sorted(names)))

    def _host_given(pairs):
        return {key: value for key, value in pairs if not isinstance(value, _host_default)}

    def _host_add(function, space, name, doc, annotations, stub, types):
        path = name if space is None else space + "." + name
        text = types + "\\n\\n" + stub if types else stub
        known.append((path, function, text, (path + " " + doc).lower()))
        if is_cpython:
            function.__doc__ = doc + "\\n\\n" + types if types else doc
            function.__annotations__ = {key: _host_default(kind) for key, kind in annotations}
            function.__qualname__ = path
            function.__module__ = space or "host"
        if space is None:
            globals()[name] = function
        else:
            if space not in spaces:
                globals()[space] = spaces[space] = type(space, (Namespace,), {})(space)
            setattr(spaces[space], name, function)

    def search(query, limit=5):
        words = str(query).lower().replace("_", " ").split()
        found = []
        for path, function, text, searched in known:
            score = sum((3 if word in path.lower() else 0) + (1 if word in searched else 0) for word in words)
            if score > 0:
                found.append((-score, path, text))
        found.sort()
        return Text("\\n\\n".join(text for score, path, text in found[:limit]) or "nothing found")

    def _host_finish():
        tools = globals()["${TOOLS}"] = type("${TOOLS}", (Namespace,), {})("${TOOLS}")
        tools.search = search
        if not is_cpython:
            import builtins
            builtin = builtins.help
            def help(*args):
                for path, function, text, searched in known:
                    if len(args) == 1 and args[0] is function:
                        return print(text)
                return builtin(*args)
            globals()["help"] = help
`;
