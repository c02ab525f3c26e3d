import { describe, expect, it } from "vitest";
import type { Tool } from "@/api/client";
import { tokenShares, tokenTypes } from "./tokens";

const values = [
  { value: "input", label: "Input" },
  { value: "cached", label: "Cached", partOf: "input" },
  { value: "output", label: "Output" },
];
const tool = {
  metrics: [{ role: "tokens", breakdowns: [{ attribute: "type", label: "Type", values }] }],
} as unknown as Tool;

describe("tokens by type", () => {
  it("puts parts after their whole, with the tool's words", () => {
    const types = tokenTypes({ tokens: { output: 5, cached: 30, input: 100 } }, tool);
    expect(types.map(({ type, label, partOf }) => [type, label, partOf])).toEqual([
      ["input", "Input", undefined],
      ["cached", "Cached", "input"],
      ["output", "Output", undefined],
    ]);
  });

  it("never counts a part twice", () => {
    const shares = tokenShares(tokenTypes({ tokens: { output: 5, cached: 30, input: 100 } }, tool));
    expect(shares.map(({ label, count }) => [label, count])).toEqual([
      ["Other input", 70],
      ["Cached", 30],
      ["Output", 5],
    ]);
  });

  it("keeps a part whose whole is missing, and types that no plugin knows", () => {
    const types = tokenTypes({ tokens: { cached: 3, odd: 1, "": 2 } }, tool);
    expect(types.map((one) => [one.label, one.count])).toEqual([
      ["Cached", 3],
      ["Tokens", 2],
      ["odd", 1],
    ]);
    expect(tokenTypes({ tokens: { odd: 1 } }, undefined)).toHaveLength(1);
  });
});
