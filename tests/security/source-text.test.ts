import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";

const refused = (code: string) => outcomeOf(code, { fuel: 200_000_000 }).ending;

describe("f-strings, whose fields are read twice", () => {
  it.each([
    ["a field that never ends", `f"{`],
    ["a field that ends with the source", `x = f"{(1`],
    ["a field inside a field that goes on behind the literal", `x = f"{f'{x'}" + "}'"`],
    ["a comment in a field", "x = f'{#}'\n))"],
    ["a comment in a field of several lines", "x = f'''{1 # }\n}'''"],
    ["an end of text in a field", 'x = f"{1\0}" + "),)"'],
    ["an end of text in a literal in a field", `x = f"{'\0'!z}"`],
    ["nothing but quotes", `f"{'''`],
    ["fields that open more than they close", `f"${"{(".repeat(20_000)}"`],
    ["fields that close more than they open", `f"{${")".repeat(20_000)}}"`],
  ])("are refused: %s", (_, code) => {
    expect(refused(code)).toBe("SyntaxError");
  });

  it.each([1, 100, 5_000, 200_000])("nest until the stack or the fuel ends: %i deep", (depth) => {
    const code = `x = f"${"{f'".repeat(depth)}${"'}".repeat(depth)}"`;
    outcomeOf(code, { fuel: 200_000_000 });
    expect(canaryTrouble()).toBeNull();
  });

  it("cost what they are long", () => {
    const many = `print(len(f"${"{f'{1}'}".repeat(5_000)}"))`;
    expect(outcomeOf(many).facts.stdout).toBe("5000\n");
  });
});
