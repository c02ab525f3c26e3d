import { isCounted } from "../events";
import { useWidget, type WidgetProps } from "../parts/context";
import { LatencyChart } from "../parts/LatencyChart";
import { LedgerChart } from "../parts/LedgerChart";
import { Lines } from "../parts/Lines";
import { useLedgerQuestions } from "../parts/useLedger";
import { useEventLines } from "../parts/useEventLines";
import type { Preset, WidgetType } from "../widgetType";

function Body({ widget: stored }: WidgetProps) {
  const { config } = useWidget(stored);
  const question = useLedgerQuestions()("events", config);
  if (!question) {
    return <EventChart widget={stored} />;
  }
  const Chart = question.measure === "duration" ? LatencyChart : LedgerChart;
  return <Chart widget={stored} question={question} />;
}

function EventChart({ widget: stored }: WidgetProps) {
  const { config, data, lines, instead } = useEventLines({ widget: stored });
  const stacked = (config.chartStacked ?? false) && isCounted(config);
  return (
    instead ?? (
      <Lines
        title={stored.title}
        lines={lines}
        bounds={data.bounds}
        intervalMs={data.intervalMs}
        stacked={stacked}
        kind={config.chartStyle ?? (stacked ? "bars" : "lines")}
        unit={lines[0]?.unit ?? ""}
      />
    )
  );
}

const latency = (stat: string): Preset => ({
  title: `Latency, ${stat}`,
  description: "Model latency",
  config: { eventRole: "request", value: "duration_ms", stat, chartStyle: "lines" },
});

export const widget: WidgetType = {
  type: "event_chart",
  title: "Event Chart",
  description: "Events over time",
  size: { colSpan: 2, rowSpan: 1 },
  fields: ["event", "value", "statistic", "breakdown", "style", "service", "range"],
  needs: "events",
  presets: [
    latency("p95"),
    latency("p50"),
    {
      title: "Requests by Model",
      description: "Model calls",
      config: { eventRole: "request", breakdownAttribute: "model", chartStacked: true },
    },
  ],
  Body,
};
