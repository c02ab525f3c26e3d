import type { DashboardDetail, NewWidget } from "@/api/client";
import type { Installable } from "./queries";

const SCHEMA_VERSION = 1;
const COLUMNS = 4;
const LONGEST = 255;
const MOST_WIDGETS = 200;

/** A dashboard as a file. */
export function exported(dashboard: DashboardDetail): string {
  const widgets = dashboard.widgets.map(
    ({ widgetType, title, gridColumn, gridRow, colSpan, rowSpan, config }): NewWidget => ({
      widgetType,
      title,
      gridColumn,
      gridRow,
      colSpan,
      rowSpan,
      config,
    }),
  );
  const { name, description } = dashboard;
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, name, description, widgets }, null, 2)}\n`;
}

/** The dashboard in a file; throws an Error that says what is wrong with it, and where. */
export function imported(text: string): Installable {
  const file = objectOf(parsed(text), "The file");
  if (file.schemaVersion !== SCHEMA_VERSION) {
    throw new Error(`schemaVersion is ${JSON.stringify(file.schemaVersion)}; expected ${SCHEMA_VERSION}.`);
  }
  if (!Array.isArray(file.widgets)) {
    throw new Error("widgets is missing or not an array.");
  }
  if (file.widgets.length > MOST_WIDGETS) {
    throw new Error(`The dashboard has ${file.widgets.length} widgets; the maximum is ${MOST_WIDGETS}.`);
  }
  return {
    name: textOf(file.name, "name"),
    ...(file.description === undefined ? {} : { description: textOf(file.description, "description", true) }),
    widgets: file.widgets.map((widget, index) => widgetOf(widget, `widgets[${index}]`)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw new Error(`The file is not valid JSON: ${(problem as Error).message}`, { cause: problem });
  }
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${where} is not an object.`);
  }
  return value as Record<string, unknown>;
}

function textOf(value: unknown, where: string, mayBeEmpty = false): string {
  if (typeof value !== "string" || (!mayBeEmpty && value === "") || value.length > LONGEST) {
    throw new Error(`${where} must be a string of 1 to ${LONGEST} characters.`);
  }
  return value;
}

function widgetOf(value: unknown, where: string): NewWidget {
  const widget = objectOf(value, where);
  const colSpan = numberOf(widget.colSpan, `${where}.colSpan`, COLUMNS) || 1;
  const gridColumn = numberOf(widget.gridColumn, `${where}.gridColumn`, COLUMNS) || 1;
  if (gridColumn + colSpan - 1 > COLUMNS) {
    throw new Error(`${where} does not fit in ${COLUMNS} columns.`);
  }
  return {
    widgetType: textOf(widget.widgetType, `${where}.widgetType`),
    title: textOf(widget.title, `${where}.title`),
    gridColumn,
    gridRow: numberOf(widget.gridRow, `${where}.gridRow`, 1000) || 1,
    colSpan,
    rowSpan: numberOf(widget.rowSpan, `${where}.rowSpan`, 20) || 1,
    config: widget.config === undefined ? {} : objectOf(widget.config, `${where}.config`),
  };
}

function numberOf(value: unknown, where: string, highest: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > highest) {
    throw new Error(`${where} must be an integer from 0 to ${highest}.`);
  }
  return value;
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() || "dashboard"}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
