// A chat whose users extend it with plugins in Python: files in a folder, whose functions are hooks. Plugins
// that raise, loop forever or use too much memory are disabled; the others do not notice.
//
// Usage: node build/examples/plugins/main.js [FOLDER]

import { fileURLToPath } from "node:url";
import { PluginRegistry } from "./registry.js";

const CHAT = fileURLToPath(new URL("../../../examples/plugins/chat", import.meta.url));
const MESSAGES = ["Hello :)", "How is the weather?", "The weather is bad :(", "Bye"];

/** Lets each plugin change a message in turn. */
function rewrite(plugins: PluginRegistry, text: string): string {
  let current = text;
  plugins.call(
    "on_message",
    () => [{ text: current }],
    (result) => {
      if (result !== null) current = textOf(result);
    },
  );
  return current;
}

/** Collects the answers to a command. */
function command(plugins: PluginRegistry, name: string): string[] {
  const answers: string[] = [];
  plugins.call(
    "on_command",
    () => [name],
    (result) => {
      if (typeof result === "string") answers.push(result);
    },
  );
  return answers;
}

/** Checks what a plugin returned. */
function textOf(result: unknown): string {
  const { text } = Object(result);
  if (typeof text !== "string") throw new TypeError("returned something other than a message");
  return text;
}

const plugins = new PluginRegistry((name, problem) => console.log(`  [${name}] ${problem}`));
plugins.discover(process.argv[2] ?? CHAT);
console.log(`plugins: ${plugins.names.join(", ")}`);
for (const message of MESSAGES) console.log(`> ${rewrite(plugins, message)}`);
console.log(`plugins: ${plugins.names.join(", ")}`);
console.log(`/top: ${command(plugins, "top").join("; ")}`);
plugins.close();
