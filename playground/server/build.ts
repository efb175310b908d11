// Builds the playground: static files that any server can serve.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";

const PYTHON_FILES = [
  "micropython-wasi.wasm",
  "cpython-wasi.wasm",
  "cpython-wasi.image",
  "cpython-wasi.lib",
];
const CORE_FILES = [
  "./",
  "style.css",
  "main.js",
  "code-editor.js",
  "worker.js",
  "micropython-wasi.wasm",
];

/**
 * Builds the playground into a folder.
 *
 * @param root the project's folder, where the package and both Pythons are built.
 */
export async function buildPlayground(root: string, folder: string): Promise<void> {
  const source = join(root, "playground");
  const dist = join(root, "dist");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sizes: Record<string, number> = {};
  for (const name of PYTHON_FILES) {
    copyFileSync(join(dist, name), join(folder, name));
    sizes[name] = statSync(join(dist, name)).size;
  }
  const pages = join(source, "static");
  for (const name of readdirSync(pages)) copyFileSync(join(pages, name), join(folder, name));
  const bundle = (name: string, define: Record<string, string>) =>
    build({
      input: { [name]: join(source, `page/${name}.ts`) },
      platform: "browser",
      tsconfig: false,
      resolve: { alias: { "micropython-wasm": join(dist, "index.web.js") } },
      transform: { define },
      output: { dir: folder, minify: true, comments: false, chunkFileNames: "[name].js" },
    });
  await Promise.all([bundle("main", { FILE_BYTES: JSON.stringify(sizes) }), bundle("worker", {})]);
  await bundle("service-worker", {
    CORE_FILES: JSON.stringify(CORE_FILES),
    BUILD: JSON.stringify(hashOf(folder)),
  });
}

/** Names what is in a folder. */
function hashOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) {
    hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
