import { describe, expect, it } from "vitest";
import { ALL_TIME, between, boundsMs, isRelative, isValid, QUICK_RANGES, rangeLabel, resolve } from "./range";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("ranges", () => {
  it("resolves relative ends against the clock", () => {
    expect(boundsMs({ from: "now-15m", to: "now" }, NOW)).toEqual([NOW - 900_000, NOW]);
    expect(resolve("now-2d", NOW)).toBe(NOW - 2 * 86_400_000);
  });

  it("keeps absolute ends where they are", () => {
    const range = between(NOW - 1000, NOW);
    expect(boundsMs(range)).toEqual([NOW - 1000, NOW]);
    expect(isRelative(range)).toBe(false);
  });

  it.each([
    { from: "yesterday", to: "now" },
    { from: "now", to: "now-1h" },
    { from: "now-1x", to: "now" },
  ])("refuses $from … $to", (range) => expect(isValid(range, NOW)).toBe(false));

  it("names quick ranges", () => {
    expect(rangeLabel({ from: "now-1h", to: "now" })).toBe("Last hour");
    expect(rangeLabel(ALL_TIME)).toBe("All time");
    expect(QUICK_RANGES.every((range) => isValid(range, NOW))).toBe(true);
  });
});
