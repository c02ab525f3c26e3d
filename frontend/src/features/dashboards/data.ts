import type { BatchQuery, Series, Widget } from "@/api/client";
import { boundsOf } from "@/shared/bounds";
import { coloursOf } from "@/shared/colours";
import type { Bound } from "@/shared/format";
import type { ToolIndex } from "@/shared/tools";
import { type WidgetConfig, widgetConfig } from "./config";

/** One line or bar colour of a chart. */
export interface Line {
  label: string;
  /** Whose it is, where lines of several services must not be added. */
  service: string;
  colour: string;
  unit: string;
  /** Milliseconds → value. */
  points: Map<number, number>;
  /** Buckets whose value is only a bound. */
  bounds?: Map<number, Bound>;
  total: number;
  totalBound?: Bound;
  /** The total is not 0 but unknown. */
  isUnknown?: boolean;
  /** The line is contained in another, or does not count: not to be added. */
  part: boolean;
}

interface MetricOf {
  name: string;
  toolId: string | undefined;
}

/** The metrics a widget is about: the one it names, or one of every tool that declares the role; none without either. */
export function metricsOf(config: WidgetConfig, tools: ToolIndex): MetricOf[] {
  if (config.metricName) {
    return [{ name: config.metricName, toolId: tools.metric(config.metricName)?.tool.id }];
  }
  if (!config.role) {
    return [];
  }
  return tools.tools.flatMap((tool) =>
    tool.metrics
      .filter((metric) => metric.role === config.role)
      .map((metric) => ({ name: metric.name, toolId: tool.id })),
  );
}

/** Whether values of the metric may be added over series. */
export function isAdditive(config: WidgetConfig, tools: ToolIndex): boolean {
  const kind = metricKind(config, tools);
  return kind === "histogram" ? statOf(config, tools) === "sum" || statOf(config, tools) === "count" : kind !== "gauge";
}

function metricKind(config: WidgetConfig, tools: ToolIndex): string | undefined {
  return config.metricName ? tools.metric(config.metricName)?.info.kind : "counter";
}

function statOf(config: WidgetConfig, tools: ToolIndex): string | undefined {
  return config.stat ?? (metricKind(config, tools) === "histogram" ? "avg" : undefined);
}

/** The unit of what a widget shows. */
export function unitOf(config: WidgetConfig, tools: ToolIndex): string {
  const [first] = metricsOf(config, tools);
  return (first && config.stat !== "count" && tools.metric(first.name)?.info.unit) || "";
}

/** The queries of a widget over metrics; ids are `<widget>#<n>`, those of its total end in `=`. */
export function metricQueries(widget: Widget, tools: ToolIndex, intervalS: number): BatchQuery[] {
  const config = widgetConfig(widget.config);
  const breakdown = config.breakdownAttribute === "tool" ? undefined : config.breakdownAttribute;
  return metricsOf(config, tools).flatMap(({ name }, index) => {
    const query = { name, service: config.service, breakdown, stat: statOf(config, tools) };
    return [
      { ...query, id: `${widget.id}#${index}`, interval: intervalS },
      { ...query, id: `${widget.id}#${index}=`, aggregate: true },
    ];
  });
}

export interface Found {
  metric: MetricOf;
  series: Series[];
  totals: Series[];
}

/** What the answers to `metricQueries` mean: one line per label. */
export function metricLines(config: WidgetConfig, found: readonly Found[], tools: ToolIndex): Line[] {
  const additive = isAdditive(config, tools);
  const lines = new Map<string, Line>();
  for (const { metric, series, totals } of found) {
    const known = tools.metric(metric.name);
    const place = (one: Series) => {
      const named = labelOf(one, config, metric, tools);
      const key = `${named.label} ${one.partOf ?? ""} ${additive ? "" : one.labels.service}`;
      const line = lines.get(key) ?? {
        label: named.label,
        service: one.labels.service ?? "",
        colour: named.colour ?? "",
        unit: known?.info.unit ?? "",
        points: new Map<number, number>(),
        bounds: new Map<number, Bound>(),
        total: 0,
        part: (one.partOf !== undefined && one.partOf !== "") || one.counted === false,
      };
      lines.set(key, line);
      return line;
    };
    for (const one of series.filter((candidate) => isWanted(candidate, config))) {
      const { points, bounds } = place(one);
      for (const [time, bound] of boundsOf(one)) {
        bounds?.set(time, bound);
      }
      for (const [time, value] of one.datapoints as [number, number][]) {
        points.set(time, (points.get(time) ?? 0) + value);
      }
    }
    for (const one of totals.filter((candidate) => isWanted(candidate, config))) {
      const line = place(one);
      line.total += (one.datapoints as [number, number][])[0]?.[1] ?? 0;
      for (const bound of boundsOf(one).values()) {
        line.totalBound = bound;
      }
    }
  }
  return coloured([...lines.values()]);
}

function isWanted(series: Series, config: WidgetConfig): boolean {
  const { breakdownAttribute, breakdownValue } = config;
  if (breakdownAttribute && breakdownValue) {
    return series.labels[breakdownAttribute] === breakdownValue;
  }
  return breakdownAttribute === "type" || !series.partOf;
}

function labelOf(
  series: Series,
  config: WidgetConfig,
  metric: MetricOf,
  tools: ToolIndex,
): { label: string; colour?: string } {
  const attribute = config.breakdownAttribute;
  const tool = tools.byId(metric.toolId) ?? tools.ofService(series.labels.service ?? "");
  if (attribute && attribute !== "tool") {
    const value = series.labels[attribute];
    const label = value ? tools.valueLabel(metric.name, attribute, value) : "unspecified";
    if (series.counted === false) {
      return { label: `${label} (not counted)` };
    }
    return {
      label: series.partOf ? `${label} (in ${tools.valueLabel(metric.name, attribute, series.partOf)})` : label,
    };
  }
  return tool ? { label: tool.title, colour: tool.colour } : { label: series.labels.service ?? metric.name };
}

/** Largest first, each with a name and a colour of its own. */
export function coloured(lines: readonly Line[]): Line[] {
  const shared = (line: Line) => lines.some((other) => other !== line && other.label === line.label);
  const named = lines.map((line) =>
    shared(line) ? { ...line, label: `${line.label} · ${line.service}`, colour: "" } : line,
  );
  const colours = coloursOf(named.filter((line) => !line.colour).map((line) => line.label));
  return named
    .map((line) => ({ ...line, colour: line.colour || (colours.get(line.label) ?? "") }))
    .toSorted((one, other) => other.total - one.total || one.label.localeCompare(other.label));
}
