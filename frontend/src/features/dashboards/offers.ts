import type { MetricInfo } from "@/api/client";
import type { ToolIndex } from "@/shared/tools";
import { WIDGET_TYPES } from "./registry";
import type { Draft } from "./WidgetForm";

/** An entry of the catalogue. */
export interface Offer extends Draft {
  text: string;
}

interface Group {
  title: string;
  colour?: string;
  offers: Offer[];
}

/** The catalogue: what needs no choice, the metrics of each tool as `shape`, and types to configure freely. */
export function offered(tools: ToolIndex, names: readonly string[], shape: string, needle: string): Group[] {
  const types = [...WIDGET_TYPES.values()];
  const plain = types.filter((type) => type.needs === "own").map((type) => blank(type));
  const presets = types.flatMap(({ type, presets: ready = [] }) =>
    ready.map(({ title, description, config }) => ({ widgetType: type, title, text: description, config })),
  );
  const others = names.filter((name) => !tools.metric(name)).map((name) => metricOffer(shape, name, name));
  const groups: Group[] = [
    { title: "All tools", offers: [...presets, ...plain].toSorted((one, two) => one.title.localeCompare(two.title)) },
    ...tools.tools.map((tool) => ({
      title: tool.title,
      colour: tool.colour,
      offers: tool.metrics.map((metric) => metricOffer(shape, metric.displayName, metric.name, metric)),
    })),
    { title: "Other metrics", offers: others },
    { title: "Custom", offers: types.filter((type) => type.needs !== "own").map((type) => blank(type)) },
  ];
  return groups
    .map((group) => ({
      ...group,
      offers: group.offers.filter((offer) => `${offer.title} ${offer.text}`.toLowerCase().includes(needle)),
    }))
    .filter((group) => group.offers.length > 0);
}

function blank({ type, title, description }: { type: string; title: string; description: string }): Offer {
  return { widgetType: type, title, text: description, config: {} };
}

function metricOffer(shape: string, title: string, name: string, info?: MetricInfo): Offer {
  const breakdown = shape === "metric_chart" ? info?.breakdowns[0]?.attribute : undefined;
  return {
    widgetType: shape,
    title,
    text: name === title ? "" : name,
    config: { metricName: name, ...(breakdown ? { breakdownAttribute: breakdown, chartStacked: true } : {}) },
  };
}
