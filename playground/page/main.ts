// The page: starts Python at once, then loads the editor.
import { byId } from "./dom.js";
import { editor, loadEditor } from "./editor.js";
import { EXAMPLES } from "./examples.js";
import { showLimits } from "./limits.js";
import { linkedIn, linkTo } from "./link.js";
import { Panels } from "./panels.js";
import { setUpPrompt } from "./prompt.js";
import { Sessions } from "./sessions.js";
import { say } from "./status.js";

const example = byId<HTMLSelectElement>("example");
const python = byId<HTMLSelectElement>("python");

showLimits();
const panels = new Panels();
const sessions = new Sessions(panels);
panels.sessions = sessions;
setUpPrompt(sessions);

byId("run").addEventListener("click", () => sessions.run());
byId("stop").addEventListener("click", () => sessions.stop());
python.addEventListener("change", () => {
  sessions.switchTo(python.value === "cpython" ? "cpython" : "micropython");
});

for (const { name } of EXAMPLES) example.add(new Option(name, name));
example.addEventListener("change", () => {
  const chosen = EXAMPLES.find(({ name }) => name === example.value);
  if (chosen !== undefined) sessions.edit(chosen.code);
  example.value = "";
});

byId("share").addEventListener("click", async () => {
  const link = await linkTo({ python: sessions.current.python, code: editor.text });
  history.replaceState(null, "", link);
  const copied = navigator.clipboard?.writeText(link) ?? Promise.reject(new Error());
  await copied.then(
    () => say("The link is copied."),
    () => say("The link is in the address bar."),
  );
});

// Before the editor sees them.
addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) sessions.stop();
    else sessions.run();
  },
  { capture: true },
);

async function openLink(): Promise<boolean> {
  const linked = await linkedIn(location.hash);
  if (linked !== null) sessions.open({ title: "shared", ...linked });
  return linked !== null;
}

addEventListener("hashchange", openLink);
if (!(await openLink())) {
  sessions.open({ title: "main", python: "micropython", code: EXAMPLES[0]?.code ?? "" });
}

loadEditor().catch(() => say("The editor cannot be loaded; the text area works, too."));

// Its downloads would delay the first result.
await sessions.current.ready().catch(() => {});
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("service-worker.js", { type: "module" }).catch(() => {});
}
