import type { MetricInfo, Series } from "@/api/client";
import { boundsOf } from "@/shared/bounds";
import { coloursOf } from "@/shared/colours";
import type { Bound } from "@/shared/format";
import type { ToolIndex } from "@/shared/tools";

/** One line of the chart and row of the table. */
export interface Line {
  key: string;
  label: string;
  colour: string;
  /** Bucket → value; milliseconds since 1970. */
  points: ReadonlyMap<number, number>;
  /** Buckets whose value is only a bound. */
  bounds: ReadonlyMap<number, Bound>;
  /** Over the whole range; null: there is none. */
  total: number | null;
  totalBound?: Bound;
  /** Label of the value that already contains this one. */
  partOf?: string;
  /** Totals leave it out although no other value contains it. */
  uncounted?: boolean;
}

export interface Answer {
  series: readonly Series[];
  /** The same with one datapoint each, over the whole range. */
  totals: readonly Series[];
}

export const MOST_LINES = 100;

/** True if a line adds to the total. */
export function adds(line: Line): boolean {
  return !line.partOf && !line.uncounted;
}

/** The lines of a metric, the largest first: one per value of the breakdown, and per service where there are several. */
export function linesOf({ series, totals }: Answer, breakdown: string | undefined, tools: ToolIndex): Line[] {
  const services = new Set([...series, ...totals].map((one) => one.labels.service ?? ""));
  const label = (one: Series) => labelOf(one, breakdown, services.size > 1, tools);
  const totalOf = new Map(totals.map((one) => [keyOf(one, breakdown), valuesOf(one)[0]?.[1] ?? null]));
  const boundOf = new Map(totals.map((one) => [keyOf(one, breakdown), [...boundsOf(one).values()][0]]));
  const pointBounds = new Map(series.map((one) => [keyOf(one, breakdown), boundsOf(one)]));
  const every = new Map([...totals, ...series].map((one) => [keyOf(one, breakdown), one]));
  const pointsOf = new Map(series.map((one) => [keyOf(one, breakdown), new Map(valuesOf(one))]));
  const colours = coloursOf([...every.values()].map(label));
  return [...every]
    .map(([key, one]): Line => ({
      key,
      label: label(one),
      colour: breakdown ? (colours.get(label(one)) ?? "") : tools.colourOf(one.labels.service ?? ""),
      points: pointsOf.get(key) ?? new Map(),
      bounds: pointBounds.get(key) ?? new Map(),
      total: totalOf.get(key) ?? null,
      ...(boundOf.get(key) ? { totalBound: boundOf.get(key) } : {}),
      ...(one.counted === false ? { uncounted: true } : {}),
      ...(one.partOf && breakdown ? { partOf: tools.valueLabel(one.name, breakdown, one.partOf) } : {}),
    }))
    .toSorted((one, other) => (other.total ?? 0) - (one.total ?? 0) || one.label.localeCompare(other.label));
}

function keyOf(one: Series, breakdown: string | undefined): string {
  return JSON.stringify([one.labels.service, breakdown ? one.labels[breakdown] : null, one.partOf ?? null]);
}

function valuesOf(one: Series): [number, number][] {
  return one.datapoints as [number, number][];
}

function labelOf(one: Series, breakdown: string | undefined, several: boolean, tools: ToolIndex): string {
  const service = one.labels.service ?? "";
  if (!breakdown || breakdown === "service") {
    return several || !tools.ofService(service) ? service : tools.titleOf(service);
  }
  const value = one.labels[breakdown];
  const label = value ? tools.valueLabel(one.name, breakdown, value) : "unspecified";
  return several ? `${label} · ${service}` : label;
}

/** What kind of numbers a metric has. */
export interface Nature {
  /** Has statistics to choose from. */
  histogram: boolean;
  /** Values of different series can be added. */
  additive: boolean;
}

/** By what the plugin declares, else by what was sent. */
export function natureOf(info: MetricInfo | undefined, sentType: string | undefined, stat: string): Nature {
  const histogram = info?.kind === "histogram" || (sentType?.includes("histogram") ?? false);
  const gauge = info?.kind === "gauge" || (info === undefined && sentType !== "sum" && !histogram);
  return { histogram, additive: histogram ? stat === "sum" || stat === "count" : !gauge };
}

/** How often each line may be shown in a chart of a range: seconds. */
const INTERVALS = [
  [10, "10 s"],
  [30, "30 s"],
  [60, "1 min"],
  [300, "5 min"],
  [900, "15 min"],
  [3600, "1 h"],
  [21_600, "6 h"],
  [86_400, "1 d"],
] as const;

const MOST_BUCKETS = 1500;

/** The intervals that a range can be cut into. */
export function intervalsFor(fromMs: number, toMs: number): { value: string; label: string }[] {
  const rangeS = (toMs - fromMs) / 1000;
  return INTERVALS.filter(([seconds]) => rangeS / seconds <= MOST_BUCKETS && rangeS >= seconds).map(
    ([seconds, label]) => ({ value: String(seconds), label }),
  );
}
