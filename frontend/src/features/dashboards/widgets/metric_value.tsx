import { bounded, full, inUnit } from "@/shared/format";
import { isAdditive } from "../data";
import { useWidget, type WidgetProps } from "../parts/context";
import { LedgerNumber } from "../parts/LedgerNumber";
import { useLedgerQuestions } from "../parts/useLedger";
import { useMetricLines } from "../parts/useMetricLines";
import { Value } from "../parts/Value";
import type { WidgetType } from "../widgetType";

function Body({ widget: stored }: WidgetProps) {
  const { config } = useWidget(stored);
  const question = useLedgerQuestions()("metrics", config);
  return question ? <LedgerNumber widget={stored} question={question} /> : <MetricNumber widget={stored} />;
}

function MetricNumber({ widget: stored }: WidgetProps) {
  const { instead, lines, config, data, tools, unit } = useMetricLines({ widget: stored });
  if (instead) {
    return instead;
  }
  const wholes = config.breakdownValue ? lines : lines.filter((line) => !line.part);
  const additive = isAdditive(config, tools);
  const totals = wholes.map((line) => line.total);
  const total = additive ? totals.reduce((sum, one) => sum + one, 0) : totals.length > 0 ? Math.max(...totals) : null;
  const bound = additive ? undefined : wholes.find((line) => line.total === total)?.totalBound;
  const note = !additive && totals.length > 1 ? `highest of ${totals.length}` : undefined;
  return (
    <Value
      text={bounded(inUnit(total, unit), bound)}
      exact={bounded(`${full(total)} ${unit}`, bound)}
      note={note}
      lines={lines}
      grid={data}
    />
  );
}

export const widget: WidgetType = {
  type: "metric_value",
  title: "Metric Number",
  description: "A metric as one number",
  size: { colSpan: 1, rowSpan: 1 },
  fields: ["metric", "statistic", "breakdown", "onlyValue", "service", "range"],
  needs: "metrics",
  presets: [
    { title: "Cost", description: "USD, all tools", config: { role: "cost" } },
    { title: "Tokens", description: "Tokens, all tools", config: { role: "tokens" } },
  ],
  Body,
};
