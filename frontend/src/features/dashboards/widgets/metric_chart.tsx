import { isAdditive } from "../data";
import { useWidget, type WidgetProps } from "../parts/context";
import { LedgerChart } from "../parts/LedgerChart";
import { Lines } from "../parts/Lines";
import { useLedgerQuestions } from "../parts/useLedger";
import { useMetricLines } from "../parts/useMetricLines";
import type { Preset, WidgetType } from "../widgetType";

function Body({ widget: stored }: WidgetProps) {
  const { config } = useWidget(stored);
  const question = useLedgerQuestions()("metrics", config);
  return question ? <LedgerChart widget={stored} question={question} /> : <MetricChart widget={stored} />;
}

function MetricChart({ widget: stored }: WidgetProps) {
  const { instead, lines, config, data, tools, unit } = useMetricLines({ widget: stored });
  if (instead) {
    return instead;
  }
  const stacked = (config.chartStacked ?? false) && isAdditive(config, tools);
  return (
    <Lines
      title={stored.title}
      lines={lines}
      bounds={data.bounds}
      intervalMs={data.intervalMs}
      stacked={stacked}
      kind={config.chartStyle ?? (stacked || lines.length === 1 ? "bars" : "lines")}
      unit={unit}
    />
  );
}

const stacked = (title: string, role: "cost" | "tokens", breakdownAttribute: string): Preset => ({
  title,
  description: role === "cost" ? "USD over time" : "Tokens over time",
  config: { role, breakdownAttribute, chartStacked: true },
});

export const widget: WidgetType = {
  type: "metric_chart",
  title: "Metric Chart",
  description: "A metric over time",
  size: { colSpan: 2, rowSpan: 1 },
  fields: ["metric", "statistic", "breakdown", "onlyValue", "style", "service", "range"],
  needs: "metrics",
  presets: [
    stacked("Cost by Tool", "cost", "tool"),
    stacked("Cost by Model", "cost", "model"),
    stacked("Tokens by Type", "tokens", "type"),
    stacked("Tokens by Model", "tokens", "model"),
  ],
  Body,
};
