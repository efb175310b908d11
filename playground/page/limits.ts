// The limits of a run, and how much of them it used.
import type { RunUsage } from "micropython-wasm";
import { byId } from "./dom.js";

const MIB = 1024 * 1024;

interface Limit {
  readonly id: string;
  /** What a position of the slider stands for; `null` is no limit. */
  readonly value: (position: number) => number | null;
  readonly text: (value: number) => string;
}

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

function fuelText(fuel: number): string {
  return fuel < 1e6 ? number.format(fuel) : `${number.format(fuel / 1e6)} million`;
}

function timeText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${number.format(ms / 1000)} s`;
}

const FUEL: Limit = {
  id: "fuel",
  value: (position) => (position >= 11 ? null : Math.round(10 ** position)),
  text: fuelText,
};
const TIME: Limit = {
  id: "time",
  value: (position) => (position >= 9 ? null : Math.round(2 ** position * 1000)),
  text: timeText,
};
const MEMORY: Limit = {
  id: "memory",
  value: (position) => 2 ** position * MIB,
  text: (bytes) => `${number.format(bytes / MIB)} MiB`,
};
const ALL = [FUEL, TIME, MEMORY];

/** What a program that has not run has used. */
export const NOTHING: RunUsage = { fuelUsed: 0, peakMemoryBytes: 0, durationMs: 0 };

let shown = NOTHING;

/** The limits that the sliders say. */
export function limits() {
  return {
    fuel: limitOf(FUEL),
    wallTimeoutMs: limitOf(TIME),
    memoryBytes: limitOf(MEMORY) ?? 64 * MIB,
  };
}

function limitOf({ id, value }: Limit): number | null {
  return value(byId<HTMLInputElement>(`limit-${id}`).valueAsNumber);
}

/** Shows the limits next to their sliders whenever they change. */
export function showLimits(): void {
  for (const limit of ALL) {
    const slider = byId<HTMLInputElement>(`limit-${limit.id}`);
    const show = () => {
      const value = limitOf(limit);
      const text = value === null ? "no limit" : limit.text(value);
      byId(`limit-${limit.id}-text`).textContent = text;
      slider.setAttribute("aria-valuetext", text);
      showUsed(shown);
    };
    slider.addEventListener("input", show);
    show();
  }
}

/** Shows what a run has used. */
export function showUsed(used: RunUsage): void {
  shown = used;
  const { fuelUsed, peakMemoryBytes, durationMs } = used;
  setGauge(FUEL, fuelUsed);
  setGauge(MEMORY, peakMemoryBytes);
  setGauge(TIME, durationMs);
}

function setGauge(limit: Limit, used: number): void {
  const gauge = byId<HTMLMeterElement>(`gauge-${limit.id}`);
  gauge.max = limitOf(limit) ?? Math.max(used, 1);
  gauge.value = used;
  byId(`gauge-${limit.id}-text`).textContent = limit.text(used);
}
