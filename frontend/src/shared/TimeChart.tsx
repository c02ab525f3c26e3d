import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { bounded, type Bound, moment } from "./format";
import { isolated } from "./isolated";
import { stack } from "./stack";
import { timeTicks } from "./ticks";
import classes from "./TimeChart.module.css";

export interface ChartSeries {
  label: string;
  colour: string;
  /** One value per time; null where there is none. */
  values: readonly (number | null)[];
  /** Of values that are only bounds; one per time. */
  bounds?: readonly (Bound | undefined)[];
}

export interface TimeChartProps {
  /** Milliseconds since 1970, ascending. */
  times: readonly number[];
  series: readonly ChartSeries[];
  kind: "bars" | "lines";
  stacked: boolean;
  format: (value: number | null) => string;
  /** The whole range, also where there is no data; milliseconds. */
  bounds: readonly [number, number];
  /** Milliseconds a bucket covers. */
  intervalMs: number;
  onZoom?: (fromMs: number, toMs: number) => void;
  label: string;
}

interface Hover {
  index: number;
  left: number;
  top: number;
}

/** A chart over time: fast with many points; drag to zoom. Its numbers stand in a table beside it for those who cannot see it. */
export default function TimeChart(props: TimeChartProps) {
  const { ref, width, height } = useElementSize();
  const scheme = useComputedColorScheme("light");
  const [hover, setHover] = useState<Hover | null>(null);
  const shape = JSON.stringify([scheme, props.kind, props.stacked, props.series.map((one) => [one.label, one.colour])]);
  return (
    <div ref={ref} className={classes.chart} role="img" aria-label={props.label}>
      <Plot key={shape} chart={props} scheme={scheme} width={width} height={height} onHover={setHover} />
      {hover ? <Tooltip hover={hover} chart={props} width={width} /> : null}
    </div>
  );
}

interface PlotProps {
  chart: TimeChartProps;
  scheme: string;
  width: number;
  height: number;
  onHover: (hover: Hover | null) => void;
}

/** The canvas; made anew (by its key) when more than the data changes. */
function Plot({ chart, scheme, width, height, onHover }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(chart);

  useEffect(() => {
    const target = holder.current;
    if (target) {
      const current = () => latest.current;
      const made = new uPlot(options(current(), scheme, current, onHover), data(current()), target);
      plot.current = made;
      return () => {
        plot.current = null;
        made.destroy();
      };
    }
    return undefined;
  }, [scheme, onHover]);

  useEffect(() => {
    latest.current = chart;
    plot.current?.setData(data(chart), true);
  }, [chart]);

  useEffect(() => {
    if (width > 0 && height > 0) {
      plot.current?.setSize({ width, height });
    }
  }, [width, height]);

  return <div ref={holder} className={classes.holder} />;
}

const MOST_ROWS = 10;

function Tooltip({ hover, chart, width }: { hover: Hover; chart: TimeChartProps; width: number }) {
  const rows = chart.series
    .map((one) => ({ ...one, value: one.values[hover.index] ?? null, bound: one.bounds?.[hover.index] }))
    .filter((one) => one.value !== null && (one.value !== 0 || chart.series.length === 1))
    .toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0));
  const onLeft = hover.left > width / 2;
  return (
    <div
      className={classes.tooltip}
      style={{ top: 8, ...(onLeft ? { right: width - hover.left + 14 } : { left: hover.left + 14 }) }}
    >
      <div className={classes.time}>{moment(chart.times[hover.index] ?? 0)}</div>
      {rows.slice(0, MOST_ROWS).map((row) => (
        <div key={row.label} className={classes.row}>
          <span className={classes.swatch} style={{ background: row.colour }} />
          <span className="clip">{row.label}</span>
          <span className="num">{bounded(chart.format(row.value), row.bound)}</span>
        </div>
      ))}
      {rows.length > MOST_ROWS ? <div className="faint">and {rows.length - MOST_ROWS} more</div> : null}
      {rows.length === 0 ? <div className="faint">nothing here</div> : null}
    </div>
  );
}

const STEPS = Array.from({ length: 20 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** (power - 6))).flat();
const WHOLE_STEPS = STEPS.filter((step) => step >= 1);

/** Half a request is no tick. */
function isWhole({ series }: TimeChartProps): boolean {
  return series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));
}

function data({ times, series, stacked }: TimeChartProps): uPlot.AlignedData {
  const seconds = times.map((time) => time / 1000);
  const values = series.map((one) => one.values);
  return [seconds, ...(stacked ? stack(values) : values)] as uPlot.AlignedData;
}

function options(
  props: TimeChartProps,
  scheme: string,
  current: () => TimeChartProps,
  setHover: (hover: Hover | null) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim() || (scheme === "dark" ? "#999" : "#666");
  const axis = {
    stroke: colour("--ink-faint"),
    grid: { stroke: colour("--line-soft"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: 300,
    height: 150,
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
    scales: {
      x: { time: true, range: () => current().bounds.map((end) => end / 1000) as [number, number] },
      y: { range: (_plot, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.06 : low < 0 ? 0 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 64,
        size: 24,
        font: "11px Inter Variable, sans-serif",
        values: (_plot, ticks) => timeTicks(ticks.map((tick) => tick * 1000)),
      },
      {
        ...axis,
        size: 58,
        space: 28,
        incrs: () => (isWhole(current()) ? WHOLE_STEPS : STEPS),
        font: "11px Inter Variable, sans-serif",
        values: (_plot, ticks) => ticks.map((tick) => current().format(tick)),
      },
    ],
    series: [{}, ...props.series.map((one, index) => drawn(props, one, index))],
    bands:
      props.stacked && props.kind === "lines"
        ? props.series.slice(1).map((one, index) => ({ series: [index + 2, index + 1], fill: `${one.colour}55` }))
        : [],
    hooks: {
      setCursor: [
        (plot) => {
          const { idx, left, top } = plot.cursor;
          setHover(
            idx == null || left == null || left < 0
              ? null
              : { index: idx, left: left + plot.bbox.left / devicePixelRatio, top: top ?? 0 },
          );
        },
      ],
      setSelect: [
        (plot) => {
          if (plot.select.width > 4) {
            const [from, to] = [plot.select.left, plot.select.left + plot.select.width].map(
              (x) => plot.posToVal(x, "x") * 1000,
            );
            current().onZoom?.(Math.round(from ?? 0), Math.round(to ?? 0));
          }
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function drawn(props: TimeChartProps, one: ChartSeries, index: number): uPlot.Series {
  const bars = props.kind === "bars";
  return {
    label: one.label,
    stroke: one.colour,
    width: bars ? 0 : 1.75,
    fill: bars ? one.colour : props.stacked && index === 0 ? `${one.colour}55` : undefined,
    points: bars ? { show: false } : { size: 4, show: sparse, filter: withoutLine },
    spanGaps: false,
    ...(bars ? { paths: uPlot.paths.bars?.({ size: [0.82, 40], align: 1, radius: 0.12 }) } : {}),
  };
}

/** Few points are all drawn. */
function sparse(plot: uPlot, series: number): boolean {
  const values = plot.data[series] ?? [];
  let present = 0;
  for (const value of values) {
    present += value == null ? 0 : 1;
  }
  return present < 3 || present < values.length / 4;
}

/** Of many, those that no line shows. */
function withoutLine(plot: uPlot, series: number, all: boolean): number[] | null {
  return all ? null : isolated(plot.data[series] ?? []);
}
