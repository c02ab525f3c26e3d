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

const KNOWN = [...TEXTS, "chartStacked", "chartStyle"] as const;

/** A stored config with the known parts replaced; what this version does not know stays. */
export function changedConfig(stored: Widget["config"], config: WidgetConfig): Widget["config"] {
  const known = new Set<string>(KNOWN);
  return {
    ...Object.fromEntries(Object.entries(stored).filter(([name]) => !known.has(name))),
    ...Object.fromEntries(KNOWN.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]]]))),
  };
}
