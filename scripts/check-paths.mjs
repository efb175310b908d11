// Checks that files, folders and headings named in the documentation exist: relative links, and paths in
// backticks that start with a folder of the repository. A trailing `…` stands for the rest of a name, `*` for any name.
//
// Usage: node scripts/check-paths.mjs [ROOT]

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, resolve } from "node:path";

const ROOT = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));

/** Generated and third-party folders. */
const SKIPPED = new Set(["node_modules", "build", "dist", "coverage", ".git"]);

/** Describes past states, so its paths may no longer exist. */
const HISTORY = "CHANGELOG.md";

const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
  .map(({ name }) => name);

const problems = listDocuments(ROOT).flatMap((document) => {
  const text = readFileSync(document, "utf8").replace(/^```.*?^```/gms, (block) =>
    block.replace(/[^\n]/g, ""),
  );
  const named = [...text.matchAll(/`([^`\s]+)`/g)].filter(([, path]) => isPath(path));
  const linked = [...text.matchAll(/\]\(([^)\s]+)\)/g)].filter(([, link]) => !/^\w+:/.test(link));
  return [
    ...named.map((match) => ({ match, path: match[1], from: ROOT })),
    ...linked.map((match) => ({ match, path: match[1], from: dirname(document) })),
  ]
    .filter(({ path, from }) => !isFound(path, from, document))
    .map(({ match, path }) => {
      const line = text.slice(0, match.index).split("\n").length;
      return `${relative(ROOT, document)}:${line}: ${path} does not exist`;
    });
});

if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exitCode = 1;
}

function listDocuments(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listDocuments(path);
    return entry.name.endsWith(".md") && entry.name !== HISTORY ? [path] : [];
  });
}

/** Returns whether text in backticks is a path in the repository, such as `src/base/`. */
function isPath(text) {
  const [first, ...rest] = text.split("/");
  return folders.includes(first) && rest.length > 0 && !/[<>{}()=:]/.test(text);
}

/** Whether a path exists, and the heading in it that the path ends with, if any. */
function isFound(link, from, document) {
  const [path, anchor] = link.split("#");
  const target = path === "" ? document : join(from, path);
  if (path !== "" && !exists(from, path)) return false;
  return anchor === undefined || !target.endsWith(".md") || anchorsOf(target).has(anchor);
}

/** The anchors of a document's headings, as GitHub and npm make them. */
function anchorsOf(document) {
  const text = readFileSync(document, "utf8").replace(/^```.*?^```/gms, "");
  const anchors = new Set();
  for (const [, heading] of text.matchAll(/^#+ (.*)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const nth = [...anchors].filter((other) => other.replace(/-\d+$/, "") === slug).length;
    anchors.add(nth === 0 ? slug : `${slug}-${nth}`);
  }
  return anchors;
}

function exists(from, path) {
  const [first, ...rest] = normalize(path).split("/").filter(Boolean);
  return existsBelow(join(from, first ?? "."), rest);
}

function existsBelow(folder, parts) {
  const [name, ...rest] = parts;
  if (!existsSync(folder)) return false;
  if (name === undefined) return true;
  if (!/[…*]/.test(name)) return existsBelow(join(folder, name), rest);
  const pattern = new RegExp(
    `^${name.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/[…*]/g, ".*")}$`,
  );
  return readdirSync(folder).some(
    (found) => pattern.test(found) && existsBelow(join(folder, found), rest),
  );
}
