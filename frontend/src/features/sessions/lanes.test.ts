import { describe, expect, it } from "vitest";
import { Axis } from "@/shared/axis";
import type { Entry } from "./entries";
import { laneOf } from "./lanes";

const MINUTE = 60_000;
const at = (startMs: number, endMs = startMs) => ({ startMs, endMs });
const entry = (startMs: number, endMs = startMs) =>
  ({ key: `${startMs}`, kind: "request", failed: false, log: {}, startMs, endMs }) as unknown as Entry;

describe("the time axis", () => {
  it("is even where there is no long idle time", () => {
    const axis = new Axis([at(0, 1000), at(3000, 4000)]);
    expect(axis.at(2000)).toBe(50);
    expect(axis.gaps).toEqual([]);
  });

  it("gives idle hours little room", () => {
    const axis = new Axis([at(0, MINUTE), at(600 * MINUTE, 601 * MINUTE)]);
    expect(axis.gaps).toEqual([{ left: 48.5, width: 3, lastedMs: 599 * MINUTE }]);
    expect(axis.at(600 * MINUTE)).toBeCloseTo(51.5);
    expect(axis.at(601 * MINUTE)).toBeCloseTo(100);
  });

  it("leaves room for what happened however many idle times there are", () => {
    const axis = new Axis(
      Array.from({ length: 101 }, (_, index) => at(index * 60 * MINUTE, index * 60 * MINUTE + 1000)),
    );
    expect(axis.gaps).toHaveLength(100);
    expect(axis.gaps.reduce((sum, gap) => sum + gap.width, 0)).toBeCloseTo(40);
  });

  it("manages single moments and nothing", () => {
    expect(new Axis([at(5)]).at(5)).toBe(0);
    expect(new Axis([]).at(5)).toBe(0);
    expect(new Axis([]).ticks(1000)).toEqual([]);
    const moments = new Axis([at(0), at(600 * MINUTE)]);
    expect(moments.at(600 * MINUTE)).toBeCloseTo(51.5);
  });

  it("has as many round ticks as there is room for their labels", () => {
    const axis = new Axis([at(0, 10_000)]);
    const times = (widthPx: number) => axis.ticks(widthPx).map((tick) => tick.sinceMs);
    expect(times(1000)).toEqual([0, 2000, 4000, 6000, 8000]);
    expect(times(200)).toEqual([0, 5000]);
    expect(times(0)).toEqual([]);
  });
});

describe("a lane", () => {
  const axis = new Axis([at(0, 1000)]);

  it("puts what happened at the same time one below the other", () => {
    const lane = laneOf([entry(0, 500), entry(100, 400), entry(600, 700)], axis);
    expect(lane.marks.map((mark) => [mark.row, mark.left])).toEqual([
      [0, 0],
      [1, 10],
      [0, 60],
    ]);
    expect(lane.rows).toBe(2);
  });

  it("joins what has no room, and draws few marks however many entries there are", () => {
    const lane = laneOf(
      Array.from({ length: 5000 }, (_, index) => entry(index / 5)),
      axis,
    );
    expect(lane.rows).toBe(3);
    expect(lane.marks.length).toBeLessThan(600);
    expect(lane.marks.reduce((sum, mark) => sum + mark.entries.length, 0)).toBe(5000);
  });

  it("stays on the axis", () => {
    const [mark] = laneOf([entry(1000)], axis).marks;
    expect((mark?.left ?? 0) + (mark?.width ?? 0)).toBeLessThanOrEqual(100);
  });
});
