import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.js";

const NAMES = ["json", "None", "name", "math", "collections", "total", "--memory", "fuel"];

describe("the nearest name", () => {
  it.each([
    ["jsn", "json"],
    ["mathh", "math"],
    ["totel", "total"],
    ["fule", "fuel"],
    ["colections", "collections"],
    ["--memroy", "--memory"],
    ["JSON", "json"],
    ["nane", "name"],
    ["Nane", "None"],
  ])("to %s is %s", (name, known) => {
    expect(nearest(name, NAMES)).toBe(known);
  });

  it.each(["np", "os", "numpy", "x".repeat(1000)])("to %.10s is none of them", (name) => {
    expect(nearest(name, NAMES)).toBeNull();
  });
});
