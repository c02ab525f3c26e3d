import { useMemo } from "react";
import { timesOf } from "@/shared/buckets";
import { LazyChart } from "@/shared/LazyChart";
import { Panel } from "@/shared/Panel";
import { between, type Range } from "@/shared/range";
import classes from "./Chart.module.css";
import { adds, type Line, MOST_LINES } from "./lines";

interface ChartProps {
  metric: string;
  lines: readonly Line[];
  bounds: readonly [number, number];
  intervalMs: number;
  kind: "bars" | "lines";
  /** Wholes are put on each other; parts are left out then. */
  stacked: boolean;
  format: (value: number | null) => string;
  onRange: (range: Range) => void;
}

/** A metric over time; drag to zoom. */
export function Chart({ metric, lines, bounds, intervalMs, kind, stacked, format, onRange }: ChartProps) {
  const shown = useMemo(() => lines.filter((line) => !stacked || adds(line)).slice(0, MOST_LINES), [lines, stacked]);
  const times = useMemo(() => timesOf(shown, { bounds, intervalMs }), [shown, bounds, intervalMs]);
  const series = useMemo(
    () =>
      shown.map((line) => ({
        label: line.label,
        colour: line.colour,
        values: times.map((time) => line.points.get(time) ?? null),
        bounds: times.map((time) => line.bounds.get(time)),
      })),
    [shown, times],
  );
  return (
    <Panel className={classes.panel} label="Over time">
      <LazyChart
        label={`${metric} over time`}
        times={times}
        series={series}
        kind={kind}
        stacked={stacked}
        bounds={bounds}
        intervalMs={intervalMs}
        format={format}
        onZoom={(from, to) => onRange(between(from, to))}
      />
    </Panel>
  );
}
