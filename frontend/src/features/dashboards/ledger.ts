import type { Ledger, LedgerFigures } from "@/api/client";
import { full, timeMs } from "@/shared/format";
import type { ToolIndex } from "@/shared/tools";
import type { WidgetConfig } from "./config";
import { coloured, type Line } from "./data";

/** Types of tokens that do not overlap, as the ledger counts them. */
export const TOKEN_TYPES = {
  input: "Input",
  cacheRead: "Cache read",
  cacheWrite: "Cache write",
  output: "Output",
} as const;

type TokenType = keyof typeof TOKEN_TYPES;

/** What a widget asks the ledger. */
export interface LedgerQuestion {
  measure: "cost" | "tokens" | "calls" | "errors";
  /** What there is a line for each of; one line for all without it. */
  by?: "tool" | "model" | "type";
  /** Tokens of this type alone. */
  type?: TokenType;
  /** Calls of this tool alone, by its id. */
  tool?: string;
  /** Calls that this model answered alone. */
  model?: string;
}

/**
 * What a widget about a role asks the ledger; undefined where that cannot answer: other roles, attributes that only
 * telemetry has, statistics, one of several services of a tool.
 *
 * @param services all that sent something
 */
export function ledgerQuestion(
  about: "metrics" | "events",
  config: WidgetConfig,
  tools: ToolIndex,
  services: readonly string[],
): LedgerQuestion | undefined {
  const measure = about === "metrics" ? metricMeasure(config) : eventMeasure(config);
  const tool = config.service ? onlyToolOf(config.service, tools, services) : undefined;
  if (!measure || (config.service && !tool)) {
    return undefined;
  }
  const asked = { measure, ...(tool ? { tool } : {}) };
  const { breakdownAttribute, breakdownValue } = config;
  const only = about === "metrics" ? breakdownValue : undefined;
  switch (breakdownAttribute) {
    case undefined:
      return { ...asked, by: "tool" };
    case "tool":
      return only ? undefined : { ...asked, by: "tool" };
    case "model":
      return { ...asked, by: "model", ...(only ? { model: only } : {}) };
    case "type":
      return measure === "tokens" ? ofType({ ...asked, by: "type" }, only) : undefined;
    default:
      return undefined;
  }
}

function metricMeasure({ metricName, role, stat }: WidgetConfig): LedgerQuestion["measure"] | undefined {
  return metricName || stat || role === "sessions" ? undefined : role;
}

function eventMeasure({ event, eventRole, value, stat }: WidgetConfig): LedgerQuestion["measure"] | undefined {
  if (event || value || (stat && stat !== "count")) {
    return undefined;
  }
  return eventRole === "request" ? "calls" : eventRole === "error" ? "errors" : undefined;
}

/** The id of the tool that owns a service, if it sends under no other one: the ledger knows tools, not services. */
function onlyToolOf(service: string, tools: ToolIndex, services: readonly string[]): string | undefined {
  const tool = tools.ofService(service);
  const isOnly = tool && services.every((one) => one === service || !tools.sends(tool, one));
  return isOnly ? tool.id : undefined;
}

function ofType(question: LedgerQuestion, type: string | undefined): LedgerQuestion | undefined {
  return type === undefined ? question : isTokenType(type) ? { ...question, type } : undefined;
}

function isTokenType(type: string): type is TokenType {
  return Object.hasOwn(TOKEN_TYPES, type);
}

/** The question as parameters of `/api/ledger`; different measures of the same calls are one request. */
export function ledgerSearch({ by, tool, model }: LedgerQuestion) {
  return { group: by && by !== "type" ? `time,${by}` : "time", tool, model };
}

export function ledgerUnit({ measure }: LedgerQuestion): string {
  return measure === "cost" ? "USD" : measure === "tokens" ? "tokens" : "";
}

/** What is asked for of sums over calls; null if it is unknown. */
export function ledgerValue({ measure, type }: LedgerQuestion, figures: LedgerFigures): number | null {
  return measure === "tokens" ? figures.tokens[type ?? "total"] : figures[measure];
}

type Row = Ledger["rows"][number];

/** One line per key, and what failed beside what was answered. */
export function ledgerLines(question: LedgerQuestion, { rows }: Ledger, tools: ToolIndex): Line[] {
  const { by, measure, type } = question;
  if (by === "type") {
    const types = type ? [type] : Object.keys(TOKEN_TYPES).filter(isTokenType);
    return coloured(types.map((one) => lineOf({ ...question, type: one }, rows, { label: TOKEN_TYPES[one] })));
  }
  if (!by) {
    return [lineOf(question, rows, {})];
  }
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row[by] ?? "";
    groups
      .set(key, groups.get(key) ?? [])
      .get(key)
      ?.push(row);
  }
  const lines = [...groups].map(([key, ofKey]) => lineOf(question, ofKey, nameOf(by, key, tools)));
  const shown = lines.filter((line) => line.total > 0 || line.isUnknown);
  const failed = lineOf({ measure: "errors" }, rows, { label: "Failed", part: true });
  return coloured(measure === "calls" && failed.total > 0 ? [...shown, failed] : shown);
}

function nameOf(by: "tool" | "model", key: string, tools: ToolIndex): Partial<Line> {
  const tool = by === "tool" ? tools.byId(key) : undefined;
  return tool ? { label: tool.title, colour: tool.colour } : { label: key || "unspecified" };
}

function lineOf(question: LedgerQuestion, rows: readonly Row[], named: Partial<Line>): Line {
  const points = new Map<number, number>();
  let total = 0;
  for (const row of rows) {
    const value = ledgerValue(question, row);
    const time = timeMs(row.time ?? "");
    if (value !== null) {
      points.set(time, (points.get(time) ?? 0) + value);
      total += value;
    }
  }
  const isUnknown = points.size === 0 && rows.some((row) => row.unpricedCalls > 0);
  const unit = ledgerUnit(question);
  return { label: "", service: "", colour: "", unit, points, total, part: false, isUnknown, ...named };
}

/** What has to be known beside the figures. */
export function ledgerNotes({ measure, by }: LedgerQuestion, { total, filling }: Ledger): string[] {
  const { unpricedCalls, errors } = total;
  return [
    ...(measure === "calls" && !by && errors > 0 ? [`${full(errors)} failed`] : []),
    ...(measure === "cost" && unpricedCalls > 0 ? [`${counted(unpricedCalls)} without a price`] : []),
    ...(filling ? ["older records are being read"] : []),
  ];
}

function counted(calls: number): string {
  return `${full(calls)} ${calls === 1 ? "call" : "calls"}`;
}
