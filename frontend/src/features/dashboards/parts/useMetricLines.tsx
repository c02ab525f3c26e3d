import { Empty, Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { widgetConfig } from "../config";
import { metricLines, unitOf } from "../data";
import { useShared, type WidgetProps } from "./context";

/** The lines of a widget about a metric, or what to show instead. */
export function useMetricLines({ widget }: WidgetProps) {
  const tools = useTools();
  const { metrics, error, retry } = useShared();
  const config = widgetConfig(widget.config);
  const data = metrics?.get(widget.id);
  if (!config.metricName && !config.role) {
    return { instead: <Empty title="No metric selected">Edit the widget to select one.</Empty> };
  }
  if (data?.problem) {
    return { instead: <Failure error={new Error(data.problem)} retry={retry} /> };
  }
  if (!data) {
    return { instead: error ? <Failure error={error} retry={retry} /> : <Loading /> };
  }
  return { data, config, tools, lines: metricLines(config, data.found, tools), unit: unitOf(config, tools) };
}
