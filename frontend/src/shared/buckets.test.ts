import { describe, expect, it } from "vitest";
import { bucketSeconds, timesOf } from "./buckets";

describe("buckets", () => {
  it("has a bucket also where nothing happened", () => {
    expect(timesOf([], { bounds: [1500, 4000], intervalMs: 1000 })).toEqual([1000, 2000, 3000]);
  });

  it.each([
    [60_000, 1],
    [3_600_000, 60],
    [86_400_000, 1800],
    [365 * 86_400_000, 6 * 86_400],
  ])("chooses the bucket of %d ms", (range, seconds) => expect(bucketSeconds(0, range)).toBe(seconds));
});
