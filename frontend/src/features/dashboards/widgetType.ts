import type { ComponentType } from "react";
import type { WidgetConfig } from "./config";
import type { WidgetProps } from "./parts/context";

/** Fields of the form of a widget; each writes one or two keys of its config. */
export type FieldName =
  "metric" | "event" | "value" | "statistic" | "breakdown" | "onlyValue" | "style" | "service" | "range";

/** A widget of the catalogue whose metric or event is already chosen. */
export interface Preset {
  title: string;
  description: string;
  config: WidgetConfig;
}

/** All there is to know about a type of widgets: one file of `widgets/` each. */
export interface WidgetType {
  /** The `widgetType` of stored widgets, and the name of the file. */
  type: string;
  title: string;
  description: string;
  size: { colSpan: number; rowSpan: number };
  /** What can be configured, in the order of the form. */
  fields: readonly FieldName[];
  /**
   * `metrics`: the series of its metric, which the dashboard fetches for all widgets at once;
   * `events`: the series of its event; `own`: its Body fetches something else.
   */
  needs: "metrics" | "events" | "own";
  presets?: readonly Preset[];
  Body: ComponentType<WidgetProps>;
}
