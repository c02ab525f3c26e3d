import type { LogHistogram } from "@/api/client";
import type { ChartSeries } from "@/shared/TimeChart";
import { LEVELS, levelNamed } from "./levels";

const WIDTHS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const DAY_S = 86_400;
const MOST_BARS = 120;

/** Seconds of a bar, so that a range has about a hundred of them. */
export function barWidth(rangeMs: number): number {
  const wanted = rangeMs / 1000 / MOST_BARS;
  return WIDTHS_S.find((width) => width >= wanted) ?? Math.ceil(wanted / DAY_S) * DAY_S;
}

export interface LevelTotal {
  id: string;
  count: number;
}

/** The place of a level in the order; unknown ones come last. */
function rank(id: string): number {
  const place = LEVELS.findIndex((level) => level.id === id);
  return place < 0 ? LEVELS.length : place;
}

/** How many logs of each level, the gravest first. */
export function levelTotals(histogram: LogHistogram): LevelTotal[] {
  const totals = new Map<string, number>();
  for (const bucket of histogram.buckets) {
    for (const [level, count] of Object.entries(bucket.counts)) {
      totals.set(level, (totals.get(level) ?? 0) + count);
    }
  }
  return [...totals]
    .map(([id, count]) => ({ id, count }))
    .toSorted((one, other) => rank(one.id) - rank(other.id) || one.id.localeCompare(other.id));
}

/** Bars to stack: the gravest level stands on top, where it is seen. */
export function levelSeries(histogram: LogHistogram): ChartSeries[] {
  return levelTotals(histogram).map(({ id }) => {
    const { label, colour } = levelNamed(id);
    return { label, colour, values: histogram.buckets.map((bucket) => bucket.counts[id] ?? 0) };
  });
}
