import type { WidgetType } from "./widgetType";

const files = import.meta.glob<WidgetType>(["./widgets/*.tsx", "!./widgets/*.test.tsx"], {
  eager: true,
  import: "widget",
});

/** All types of widgets, by the name of their file. */
export const WIDGET_TYPES: ReadonlyMap<string, WidgetType> = new Map(
  Object.values(files).map((widget) => [widget.type, widget]),
);

/** Whether the dashboard has to fetch series of metrics for it. */
export function needsMetrics({ widgetType }: { widgetType: string }): boolean {
  return WIDGET_TYPES.get(widgetType)?.needs === "metrics";
}
