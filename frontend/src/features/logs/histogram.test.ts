import { describe, expect, it } from "vitest";
import type { LogHistogram } from "@/api/client";
import { barWidth, levelSeries, levelTotals } from "./histogram";

const histogram: LogHistogram = {
  interval: 60,
  buckets: [
    { timestamp: 0, counts: { INFO: 2, ERROR: 1, ODD: 4 } },
    { timestamp: 60_000, counts: { INFO: 3 } },
  ],
};

describe("the histogram of levels", () => {
  it("counts each level, the gravest first, unknown ones last", () => {
    expect(levelTotals(histogram)).toEqual([
      { id: "ERROR", count: 1 },
      { id: "INFO", count: 5 },
      { id: "ODD", count: 4 },
    ]);
  });

  it("has a value for every bucket", () => {
    expect(levelSeries(histogram).map((one) => [one.label, one.values])).toEqual([
      ["Error", [1, 0]],
      ["Info", [2, 3]],
      ["ODD", [4, 0]],
    ]);
  });

  it.each([
    [60_000, 1],
    [3600_000, 30],
    [7 * 86_400_000, 7200],
    [365 * 86_400_000, 4 * 86_400],
  ])("has about a hundred bars in %d ms", (rangeMs, width) => expect(barWidth(rangeMs)).toBe(width));
});
