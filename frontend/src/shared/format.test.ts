import { describe, expect, it } from "vitest";
import { ago, bytes, compact, counted, day, duration, inUnit, percent, timeMs, timeNs, usd } from "./format";

describe("numbers", () => {
  it("have their nouns", () => {
    expect([counted(1, "file"), counted(1200, "file"), counted(2, "try", "tries")]).toEqual([
      "1 file",
      "1,200 files",
      "2 tries",
    ]);
  });

  it("may be parts of a whole", () => {
    expect([percent(0.834), percent(0), percent(undefined)]).toEqual(["83 %", "0 %", "—"]);
  });

  it.each([
    [0, "0"],
    [999, "999"],
    [1200, "1.2K"],
    [999_950, "1M"],
    [3_400_000, "3.4M"],
    [123_456, "123K"],
    [0.25, "0.25"],
    [-1500, "-1.5K"],
    [null, "—"],
    [Number.NaN, "—"],
  ])("writes %s as %s", (value, text) => expect(compact(value)).toBe(text));

  it.each([
    [0, "$0.00"],
    [12.5, "$12.50"],
    [0.03775575, "$0.0378"],
    [0.25, "$0.250"],
    [0.00001, "<$0.0001"],
    [-2, "-$2.00"],
    [1234.5, "$1,234.50"],
    [undefined, "—"],
  ])("writes %s dollars as %s", (value, text) => expect(usd(value)).toBe(text));

  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [5_242_880, "5 MiB"],
  ])("writes %s bytes as %s", (value, text) => expect(bytes(value)).toBe(text));

  it("follows the unit of a metric", () => {
    expect([inUnit(1.5, "USD"), inUnit(1500, "ms"), inUnit(90, "s"), inUnit(1500, "tokens")]).toEqual([
      "$1.50",
      "1.5 s",
      "1m 30s",
      "1.5K",
    ]);
  });
});

describe("times", () => {
  it.each([
    [0, "0 ms"],
    [850, "850 ns"],
    [85_000, "85 µs"],
    [1_500_000, "1.5 ms"],
    [999_600_000, "1 s"],
    [59_960_000_000, "1m 00s"],
    [3_599_600_000_000, "1h 00m"],
    [90_000_000_000_000, "1d 1h"],
    [null, "—"],
  ])("writes %s ns as %s", (value, text) => expect(duration(value)).toBe(text));

  it("keeps nanoseconds", () => {
    expect(timeNs("2026-01-02T03:04:05.123456789Z") % 1_000_000_000n).toBe(123_456_789n);
    expect(timeNs("1970-01-01T00:00:01Z")).toBe(1_000_000_000n);
    expect(timeMs("1970-01-01T00:00:00.123456789Z")).toBe(123);
  });

  it("says the year of a day unless it is this one", () => {
    const now = Date.UTC(2026, 11, 1, 12);
    expect(day("2026-06-03T12:00:00Z", now)).toBe("Jun 3");
    expect(day("2025-06-03T12:00:00Z", now)).toBe("Jun 3, 2025");
  });

  it("says how long ago", () => {
    expect([ago(1000, 1500), ago(0, 30_000), ago(0, 7_200_000), ago(60_000, 0)]).toEqual([
      "now",
      "30 s ago",
      "2 h ago",
      "in 1 min",
    ]);
  });
});
