import { createContext, useContext } from "react";
import type { Widget } from "@/api/client";
import type { Range } from "@/shared/range";
import { type WidgetConfig, widgetConfig } from "../config";
import { type MetricData, rangeOf } from "../queries";

interface DashboardContext {
  range: Range;
  setRange: (range: Range) => void;
  metrics: MetricData | undefined;
  error: unknown;
  retry: () => void;
}

/** What all widgets of a dashboard share. */
export const Shared = createContext<DashboardContext | null>(null);

export function useShared(): DashboardContext {
  const shared = useContext(Shared);
  if (!shared) {
    throw new Error("a widget stands outside a dashboard");
  }
  return shared;
}

export interface WidgetProps {
  widget: Widget;
}

/** The config of a widget and the range it shows: its own, else the dashboard's. */
export function useWidget(widget: Widget): { config: WidgetConfig; range: Range } {
  const { range } = useShared();
  const config = widgetConfig(widget.config);
  return { config, range: rangeOf(config.back, range) };
}
