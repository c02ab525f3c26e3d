import { useMemo, useState } from "react";
import { inUnit } from "@/shared/format";
import { LazyChart } from "@/shared/LazyChart";
import { between } from "@/shared/range";
import { Empty } from "@/shared/States";
import { timesOf } from "@/shared/buckets";
import { type Line } from "../data";
import { useShared } from "./context";
import { Legend } from "./Legend";
import classes from "./widgets.module.css";

interface LinesProps {
  title: string;
  lines: readonly Line[];
  bounds: readonly [number, number];
  intervalMs: number;
  stacked: boolean;
  kind: "bars" | "lines";
  unit: string;
  /** What has to be known beside the figures. */
  note?: string;
}

/** A chart with its legend; a click on a name shows that one alone. */
export function Lines({ title, lines, bounds, intervalMs, stacked, kind, unit, note }: LinesProps) {
  const { setRange } = useShared();
  const [alone, setAlone] = useState<string | null>(null);
  const shown = useMemo(() => {
    const chosen = lines.filter((line) => line.label === alone);
    return chosen.length > 0 ? chosen : stacked ? lines.filter((line) => !line.part) : lines;
  }, [lines, alone, stacked]);
  const times = useMemo(() => timesOf(shown, { bounds, intervalMs }), [shown, bounds, intervalMs]);
  const series = useMemo(
    () =>
      shown.map((line) => ({
        label: line.label,
        colour: line.colour,
        values: times.map((time) => line.points.get(time) ?? null),
        bounds: times.map((time) => line.bounds?.get(time)),
      })),
    [shown, times],
  );
  if (lines.every((line) => line.total === 0 && !line.isUnknown)) {
    return <Empty title="No data in this range">{note}</Empty>;
  }
  return (
    <div className={classes.lines}>
      <div className={classes.plot}>
        <LazyChart
          label={`${title} over time`}
          times={times}
          series={series}
          kind={kind}
          stacked={stacked}
          bounds={bounds}
          intervalMs={intervalMs}
          format={(value) => inUnit(value, unit)}
          onZoom={(from, to) => setRange(between(from, to))}
        />
      </div>
      <Legend lines={lines} unit={unit} alone={alone} onAlone={setAlone} />
      {note ? <p className={classes.note}>{note}</p> : null}
    </div>
  );
}
