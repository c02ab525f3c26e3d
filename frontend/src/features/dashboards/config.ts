import type { EventInfo, MetricInfo, Widget } from "@/api/client";

/** The parts of a widget's config that this page knows; other keys are kept as they are. */
export interface WidgetConfig {
  service?: string;
  metricName?: string;
  /** Instead of a metric's name: what it counts, for every tool that declares such a metric. */
  role?: NonNullable<MetricInfo["role"]>;
  /** For widgets about events: the event's name, or what it counts. */
  event?: string;
  eventRole?: NonNullable<EventInfo["role"]>;
  /** The numeric attribute of an event. */
  value?: string;
  stat?: string;
  /** An attribute, or `tool`. */
  breakdownAttribute?: string;
  breakdownValue?: string;
  chartStacked?: boolean;
  chartStyle?: "bars" | "lines";
  /** How far back, instead of the dashboard's range: `24h`. */
  back?: string;
}

const TEXTS = [
  "service",
  "metricName",
  "role",
  "event",
  "eventRole",
  "value",
  "stat",
  "breakdownAttribute",
  "breakdownValue",
  "back",
] as const;

/** What is usable of a config that anybody may have written. */
export function widgetConfig(config: Widget["config"]): WidgetConfig {
  const known: Record<string, unknown> = {};
  for (const name of TEXTS) {
    const value = config[name];
    if (typeof value === "string" && value) {
      known[name] = value;
    }
  }
  if (typeof config.chartStacked === "boolean") {
    known.chartStacked = config.chartStacked;
  }
  if (config.chartStyle === "bars" || config.chartStyle === "lines") {
    known.chartStyle = config.chartStyle;
  }
  return known as WidgetConfig;
}

export interface WidgetKind {
  type: string;
  title: string;
  description: string;
  colSpan: number;
  rowSpan: number;
}

const kind = (type: string, title: string, description: string, colSpan: number, rowSpan = 1): WidgetKind => ({
  type,
  title,
  description,
  colSpan,
  rowSpan,
});

/** Widgets that need no metric. */
export const BUILT_IN: readonly WidgetKind[] = [
  kind("stats_traces", "Traces", "How many traces began", 1),
  kind("stats_metrics", "Metrics", "How many metric points arrived", 1),
  kind("stats_logs", "Logs", "How many log records arrived", 1),
  kind("stats_error_rate", "Error Rate", "Percent of spans that failed", 1),
  kind("stats_sessions", "Sessions", "How many sessions of all tools were active", 1),
  kind("active_services", "Active Services", "Who sent something, and when last", 2),
  kind("recent_activity", "Recent Traces", "The newest traces", 4, 2),
];

export interface ReadyWidget extends WidgetKind {
  config: WidgetConfig;
}

const ready = (
  type: string,
  title: string,
  description: string,
  config: WidgetConfig,
  colSpan = type.endsWith("_value") ? 1 : 2,
): ReadyWidget => ({ type, title, description, colSpan, rowSpan: 1, config });

/** Widgets over all tools, by what the tools' plugins declare. */
export const ACROSS_TOOLS: readonly ReadyWidget[] = [
  ready("metric_value", "Cost", "USD of all tools", { role: "cost" }),
  ready("metric_value", "Tokens", "Tokens of all tools", { role: "tokens" }),
  ready("event_value", "Failed Requests", "Calls of the model that failed", { eventRole: "error" }),
  ready("metric_chart", "Cost by Tool", "USD over time", {
    role: "cost",
    breakdownAttribute: "tool",
    chartStacked: true,
  }),
  ready("metric_chart", "Cost by Model", "USD over time", {
    role: "cost",
    breakdownAttribute: "model",
    chartStacked: true,
  }),
  ready("metric_chart", "Tokens by Type", "Tokens over time", {
    role: "tokens",
    breakdownAttribute: "type",
    chartStacked: true,
  }),
  ready("metric_chart", "Tokens by Model", "Tokens over time", {
    role: "tokens",
    breakdownAttribute: "model",
    chartStacked: true,
  }),
  ready("event_chart", "Latency, p95", "Duration of the calls of the model", {
    eventRole: "request",
    value: "duration_ms",
    stat: "p95",
    chartStyle: "lines",
  }),
  ready("event_chart", "Latency, p50", "Duration of the calls of the model", {
    eventRole: "request",
    value: "duration_ms",
    stat: "p50",
    chartStyle: "lines",
  }),
  ready("event_chart", "Requests by Model", "Calls of the model", {
    eventRole: "request",
    breakdownAttribute: "model",
    chartStacked: true,
  }),
  ready("event_table", "Tool Calls", "Tools by number of calls and duration", {
    eventRole: "tool_call",
    value: "duration_ms",
  }),
];
