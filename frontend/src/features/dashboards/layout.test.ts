import { describe, expect, it } from "vitest";
import type { Widget } from "@/api/client";
import { COLUMNS, layoutOf, moved, nextRow, positionsOf, resized } from "./layout";

const widget = (id: string, gridColumn: number, gridRow: number, colSpan = 1, rowSpan = 1) =>
  ({ id, gridColumn, gridRow, colSpan, rowSpan }) as Widget;
const widgets = [widget("a", 1, 1), widget("b", 2, 1, 2), widget("c", 1, 2, 4)];
const layout = layoutOf(widgets);

function overlaps(items: typeof layout): boolean {
  return items.some((one, index) =>
    items
      .slice(index + 1)
      .some(
        (other) =>
          one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h,
      ),
  );
}

describe("the layout of a dashboard", () => {
  it("names only what changed", () => {
    expect(positionsOf(layout, widgets)).toEqual([]);
    expect(positionsOf(moved(layout, "b", 1, 0), widgets)).toEqual([
      { id: "b", gridColumn: 3, gridRow: 1, colSpan: 2, rowSpan: 1 },
    ]);
  });

  it("stays within its columns", () => {
    expect(moved(layout, "b", 9, 0).find((item) => item.i === "b")?.x).toBe(2);
    expect(resized(layout, "a", 9, 0).find((item) => item.i === "a")?.w).toBe(4);
    expect(resized(layout, "c", -9, -9).find((item) => item.i === "c")).toMatchObject({ w: 1, h: 1 });
  });

  it("never lets widgets overlap", () => {
    let now = layout;
    let seed = 7;
    const random = (limit: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % limit;
    };
    for (let step = 0; step < 300; step += 1) {
      const id = "abc"[random(3)] ?? "a";
      now = (random(2) ? moved : resized)(now, id, random(3) - 1, random(3) - 1);
      expect(overlaps(now)).toBe(false);
      expect(now.every((item) => item.x >= 0 && item.y >= 0 && item.x + item.w <= COLUMNS)).toBe(true);
    }
  });

  it("puts new widgets below", () => {
    expect(nextRow(layout)).toBe(3);
    expect(nextRow([])).toBe(1);
  });
});
