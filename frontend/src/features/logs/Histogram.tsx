import { useMemo } from "react";
import { compact, full } from "@/shared/format";
import { LazyChart } from "@/shared/LazyChart";
import { Panel } from "@/shared/Panel";
import { between, boundsMs, type Range } from "@/shared/range";
import { Shown } from "@/shared/States";
import classes from "./Histogram.module.css";
import { barWidth, levelSeries, levelTotals } from "./histogram";
import { levelNamed } from "./levels";
import { type LogFilters, useHistogram } from "./useLogs";

interface HistogramProps {
  filters: LogFilters;
  range: Range;
  onZoom: (range: Range) => void;
  onLevel: (level: string | undefined) => void;
}

/** How many logs of each level came when; dragging chooses a range, a level's count chooses the level. */
export function Histogram({ filters, range, onZoom, onLevel }: HistogramProps) {
  const [from, to] = boundsMs(range);
  const widthS = barWidth(to - from);
  const query = useHistogram(filters, range, widthS);
  const { data, dataUpdatedAt } = query;
  const shown = useMemo(
    () =>
      data && {
        times: data.buckets.map((bucket) => bucket.timestamp),
        series: levelSeries(data),
        totals: levelTotals(data),
        intervalMs: data.interval * 1000,
        bounds: boundsMs(range, dataUpdatedAt),
      },
    [data, dataUpdatedAt, range],
  );
  return (
    <Panel flush label="Logs over time">
      <div className={classes.body}>
        <Shown query={{ ...query, data: shown }}>
          {(chart) => (
            <>
              <div className={classes.chart}>
                <LazyChart
                  {...chart}
                  kind="bars"
                  stacked
                  format={compact}
                  label={`Logs over time by level; drag to choose a range. ${spoken(chart.totals)}`}
                  onZoom={(start, end) => onZoom(between(start, end))}
                />
              </div>
              <ul className={classes.legend} aria-label="Levels">
                {chart.totals.map(({ id, count }) => (
                  <li key={id}>
                    <button
                      type="button"
                      className={classes.level}
                      aria-pressed={filters.level?.toUpperCase() === id}
                      title={`Show only “${levelNamed(id).label}”`}
                      onClick={() => onLevel(filters.level?.toUpperCase() === id ? undefined : id)}
                    >
                      <span className={classes.swatch} style={{ background: levelNamed(id).colour }} aria-hidden />
                      <span className="clip">{levelNamed(id).label}</span>
                      <span className="num" title={full(count)}>
                        {compact(count)}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Shown>
      </div>
    </Panel>
  );
}

function spoken(totals: readonly { id: string; count: number }[]): string {
  return totals.map(({ id, count }) => `${levelNamed(id).label}: ${full(count)}`).join(", ");
}
