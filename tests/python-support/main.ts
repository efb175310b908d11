import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { askCPython, askSandbox } from "./answers.js";
import { modulesPage } from "./modules-page.js";
import { page } from "./page.js";
import { readTopics } from "./programs.js";

/** Folder of the repository, where this file is compiled to `build/tests/python-support/`. */
const ROOT = resolve(import.meta.dirname, "../../..");
const FOLDER = join(ROOT, "tests/python-support");

const topics = readTopics(join(FOLDER, "programs"));
const cpython = await askCPython(topics, FOLDER);
const here = askSandbox(topics);
writeFileSync(join(FOLDER, "cpython.json"), `${JSON.stringify(cpython, null, 2)}\n`);
writeFileSync(join(ROOT, "docs/python-support.md"), page(topics, here, cpython));
writeFileSync(join(ROOT, "docs/modules.md"), modulesPage());
