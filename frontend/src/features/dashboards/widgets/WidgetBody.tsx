import type { ComponentType } from "react";
import { Empty } from "@/shared/States";
import { ActiveServices, Count, ErrorRate, RecentTraces } from "./BuiltIn";
import type { WidgetProps } from "./context";
import { EventTable } from "./EventTable";
import { EventChart, EventValue } from "./EventWidgets";
import { MetricChart, MetricValue } from "./MetricWidgets";
import { Sessions } from "./Sessions";

/** Without a prototype, since a type may have the name of something that every object has. */
const KINDS: Record<string, ComponentType<WidgetProps> | undefined> = Object.assign(Object.create(null) as object, {
  stats_traces: Count,
  stats_metrics: Count,
  stats_logs: Count,
  stats_error_rate: ErrorRate,
  stats_sessions: Sessions,
  active_services: ActiveServices,
  recent_activity: RecentTraces,
  metric_value: MetricValue,
  metric_chart: MetricChart,
  event_value: EventValue,
  event_chart: EventChart,
  event_table: EventTable,
});

/** What a widget shows, by its type. */
export function WidgetBody({ widget }: WidgetProps) {
  const Kind = KINDS[widget.widgetType];
  return Kind ? (
    <Kind widget={widget} />
  ) : (
    <Empty title={`This version does not know widgets of type “${widget.widgetType}”`} />
  );
}
