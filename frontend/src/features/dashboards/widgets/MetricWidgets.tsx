import { full, inUnit } from "@/shared/format";
import { Empty, Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { widgetConfig } from "../config";
import { isAdditive, metricLines, unitOf } from "../data";
import { useShared, type WidgetProps } from "./context";
import { Lines } from "./Lines";
import { Value } from "./Value";

/** The lines of a metric widget, or what to show instead. */
function useLines({ widget }: WidgetProps) {
  const tools = useTools();
  const { metrics, error, retry } = useShared();
  const config = widgetConfig(widget.config);
  const data = metrics?.get(widget.id);
  if (!config.metricName && !config.role) {
    return { instead: <Empty title="No metric is chosen">Edit the widget to choose one.</Empty> };
  }
  if (data?.problem) {
    return { instead: <Failure error={new Error(data.problem)} retry={retry} /> };
  }
  if (!data) {
    return { instead: error ? <Failure error={error} retry={retry} /> : <Loading /> };
  }
  return { data, config, tools, lines: metricLines(config, data.found, tools), unit: unitOf(config, tools) };
}

/** One number of a metric. */
export function MetricValue({ widget }: WidgetProps) {
  const { instead, lines, config, data, tools, unit } = useLines({ widget });
  if (instead) {
    return instead;
  }
  const wholes = config.breakdownValue ? lines : lines.filter((line) => !line.part);
  const additive = isAdditive(config, tools);
  const totals = wholes.map((line) => line.total);
  const total = additive ? totals.reduce((sum, one) => sum + one, 0) : totals.length > 0 ? Math.max(...totals) : null;
  const note = !additive && totals.length > 1 ? `highest of ${totals.length}` : undefined;
  return <Value text={inUnit(total, unit)} exact={`${full(total)} ${unit}`} note={note} lines={lines} grid={data} />;
}

/** A metric over time. */
export function MetricChart({ widget }: WidgetProps) {
  const { instead, lines, config, data, tools, unit } = useLines({ widget });
  if (instead) {
    return instead;
  }
  const stacked = (config.chartStacked ?? false) && isAdditive(config, tools);
  return (
    <Lines
      title={widget.title}
      lines={lines}
      bounds={data.bounds}
      intervalMs={data.intervalMs}
      stacked={stacked}
      kind={config.chartStyle ?? (stacked || lines.length === 1 ? "bars" : "lines")}
      unit={unit}
    />
  );
}
