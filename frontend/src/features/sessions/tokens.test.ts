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

  it("shows the ledger's types, without the total and what there is none of", () => {
    const tokens = { input: 10, cacheRead: 7, cacheWrite: 5, cacheWrite1h: 2, output: 4, reasoning: 0, total: 26 };
    const types = tokenTypes({ tokens }, tool);
    expect(types.map(({ label, count, partOf }) => [label, count, partOf])).toEqual([
      ["Input", 10, undefined],
      ["Cache read", 7, undefined],
      ["Cache write", 5, undefined],
      ["Kept an hour", 2, "cacheWrite"],
      ["Output", 4, undefined],
    ]);
    expect(tokenShares(types).reduce((sum, share) => sum + share.count, 0)).toBe(26);
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
