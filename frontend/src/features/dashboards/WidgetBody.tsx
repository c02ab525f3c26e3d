import { Empty } from "@/shared/States";
import type { WidgetProps } from "./parts/context";
import { WIDGET_TYPES } from "./registry";

/** What a widget shows, by its type. */
export function WidgetBody({ widget }: WidgetProps) {
  const known = WIDGET_TYPES.get(widget.widgetType);
  return known ? <known.Body widget={widget} /> : <Empty title={`Unknown widget type “${widget.widgetType}”`} />;
}
