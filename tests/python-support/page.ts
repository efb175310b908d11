import type { Answers, CPythonAnswers } from "./answers.js";
import type { Program, Topic } from "./programs.js";

/** Writes docs/python-support.md. */
export function page(topics: readonly Topic[], here: Answers, cpython: CPythonAnswers): string {
  const { version } = cpython;
  const compared = topics.map(({ title, file, programs }) => {
    const isSame = ({ title }: Program) => here[file]?.[title] === cpython.answers[file]?.[title];
    const same = programs.filter(isSame);
    return { title, file, same, different: programs.filter((program) => !isSame(program)) };
  });
  const total = (of: "same" | "different") =>
    compared.reduce((sum, topic) => sum + topic[of].length, 0);
  const rows = compared.map(
    ({ title, same, different }) => `| ${title} | ${same.length} | ${different.length} |`,
  );
  const sections = compared.map(({ title, file, same, different }) =>
    [
      `## ${title}`,
      `The same ([the programs](../tests/python-support/programs/${file})):`,
      same.map(({ title }) => `- ${title}`).join("\n"),
      ...different.flatMap(({ title, code }) => [
        `### ${title}`,
        fenced("python", code.trimEnd()),
        fenced(
          "text",
          answer(`CPython ${version}`, cpython.answers[file]?.[title]),
          answer("here", here[file]?.[title]),
        ),
      ]),
    ].join("\n\n"),
  );
  return `${[
    `# Python support

What runs here is MicroPython: the language of Python 3.4 with much of what came later, a small
library, and error messages of its own. This page says where it differs from CPython ${version}. It is
made by running the programs of \`tests/python-support/\` on both:

\`\`\`bash
npm run docs:python
\`\`\`

Two answers are the same where all that is printed is the same, and the last line of the traceback
where an exception ends the program. The programs were chosen to find differences, so their number
says little about programs in general.

Modules that are missing can be handed in: Python files through [files](files.md), abilities of the
host through [host functions](host-functions.md).`,
    `| topic | the same | different |\n| --- | --- | --- |\n${rows.join("\n")}\n| all | ${total("same")} | ${total("different")} |`,
    ...sections,
  ].join("\n\n")}\n`;
}

function fenced(language: string, ...lines: string[]): string {
  return [`\`\`\`${language}`, ...lines, "```"].join("\n");
}

function answer(who: string, text = ""): string {
  if (text === "") return `${who}: (nothing)`;
  return text.includes("\n") ? `${who}:\n  ${text.replaceAll("\n", "\n  ")}` : `${who}: ${text}`;
}
