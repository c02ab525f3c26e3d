import type { Layout, LayoutItem } from "react-grid-layout";
import type { Widget } from "@/api/client";
import type { Position } from "./queries";

export const COLUMNS = 4;
const HIGHEST = 8;

/** Where the widgets stand, for the grid: 0-based. */
export function layoutOf(widgets: readonly Widget[]): Layout {
  return widgets.map((widget) => ({
    i: widget.id,
    x: Math.max(widget.gridColumn, 1) - 1,
    y: Math.max(widget.gridRow, 1) - 1,
    w: widget.colSpan,
    h: widget.rowSpan,
    maxW: COLUMNS,
    maxH: HIGHEST,
  }));
}

/** The places that changed, as the API wants them: 1-based. */
export function positionsOf(layout: Layout, widgets: readonly Widget[]): Position[] {
  return layout
    .map(({ i, x, y, w, h }) => ({ id: i, gridColumn: x + 1, gridRow: y + 1, colSpan: w, rowSpan: h }))
    .filter((place) => {
      const widget = widgets.find((one) => one.id === place.id);
      return (
        widget !== undefined &&
        (widget.gridColumn !== place.gridColumn ||
          widget.gridRow !== place.gridRow ||
          widget.colSpan !== place.colSpan ||
          widget.rowSpan !== place.rowSpan)
      );
    });
}

/** The first free row below everything, 1-based. */
export function nextRow(layout: Layout): number {
  return Math.max(0, ...layout.map((item) => item.y + item.h)) + 1;
}

/** The layout with one widget moved; those it meets give way downwards. */
export function moved(layout: Layout, id: string, dx: number, dy: number): Layout {
  return changed(layout, id, (item) => ({
    ...item,
    x: clamp(item.x + dx, 0, COLUMNS - item.w),
    y: Math.max(0, item.y + dy),
  }));
}

/** The layout with one widget made larger or smaller. */
export function resized(layout: Layout, id: string, dx: number, dy: number): Layout {
  return changed(layout, id, (item) => ({
    ...item,
    w: clamp(item.w + dx, 1, COLUMNS - item.x),
    h: clamp(item.h + dy, 1, HIGHEST),
  }));
}

function changed(layout: Layout, id: string, change: (item: LayoutItem) => LayoutItem): Layout {
  const target = layout.find((item) => item.i === id);
  if (!target) {
    return layout;
  }
  const fixed = [change(target)];
  const others = layout.filter((item) => item.i !== id).toSorted((one, other) => one.y - other.y || one.x - other.x);
  for (const item of others) {
    let place = item;
    for (let hit = met(fixed, place); hit; hit = met(fixed, place)) {
      place = { ...place, y: hit.y + hit.h };
    }
    fixed.push(place);
  }
  return fixed;
}

function met(placed: readonly LayoutItem[], item: LayoutItem): LayoutItem | undefined {
  return placed.find(
    (other) =>
      item.x < other.x + other.w &&
      other.x < item.x + item.w &&
      item.y < other.y + other.h &&
      other.y < item.y + item.h,
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
