import { byId } from "./dom.js";

/** Says something to the user, also through screen readers. */
export function say(text: string): void {
  byId("status").textContent = text;
}

/** Shows how much of a Python has been loaded, from 0 to 1. */
export function showProgress(share: number): void {
  const bar = byId<HTMLProgressElement>("loading");
  bar.hidden = share >= 1;
  bar.value = share;
}
