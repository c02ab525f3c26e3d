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

/** Statistics of durations that are percentiles. */
const PERCENTILES = { min: "0", p50: "50", p90: "90", p95: "95", p99: "99", max: "100" } as const;

type Statistic = "avg" | keyof typeof PERCENTILES;

/** The attribute that events of calls tell their duration by. */
const DURATION = "duration_ms";
const NS_A_MS = 1e6;

/** What a widget asks the ledger. */
export interface LedgerQuestion {
  measure: "cost" | "tokens" | "calls" | "errors" | "duration";
  /** Of durations. */
  stat?: Statistic;
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
 * telemetry has, statistics of other things than durations, one of several services of a tool.
 *
 * @param services all that sent something
 */
export function ledgerQuestion(
  about: "metrics" | "events",
  config: WidgetConfig,
  tools: ToolIndex,
  services: readonly string[],
): LedgerQuestion | undefined {
  const measured = about === "metrics" ? metricMeasure(config) : eventMeasure(config);
  const tool = config.service ? onlyToolOf(config.service, tools, services) : undefined;
  if (!measured || (config.service && !tool)) {
    return undefined;
  }
  const asked = { ...measured, ...(tool ? { tool } : {}) };
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
      return asked.measure === "tokens" ? ofType({ ...asked, by: "type" }, only) : undefined;
    default:
      return undefined;
  }
}

type Measured = Pick<LedgerQuestion, "measure" | "stat">;

function metricMeasure({ metricName, role, stat }: WidgetConfig): Measured | undefined {
  return metricName || stat || !role || role === "sessions" ? undefined : { measure: role };
}

function eventMeasure({ event, eventRole, value, stat = value ? "avg" : "count" }: WidgetConfig): Measured | undefined {
  if (event) {
    return undefined;
  }
  if (value) {
    return value === DURATION && eventRole === "request" && isStatistic(stat)
      ? { measure: "duration", stat }
      : undefined;
  }
  const measure = eventRole === "request" ? "calls" : eventRole === "error" ? "errors" : undefined;
  return measure && stat === "count" ? { measure } : undefined;
}

function isStatistic(stat: string): stat is Statistic {
  return stat === "avg" || isPercentile(stat);
}

function isPercentile(stat: string): stat is keyof typeof PERCENTILES {
  return Object.hasOwn(PERCENTILES, stat);
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
export function ledgerSearch({ by, tool, model, stat }: LedgerQuestion) {
  const percentiles = stat && isPercentile(stat) ? PERCENTILES[stat] : undefined;
  return { group: by && by !== "type" ? `time,${by}` : "time", tool, model, percentiles };
}

const UNITS: Partial<Record<LedgerQuestion["measure"], string>> = { cost: "USD", tokens: "tokens", duration: "ms" };

export function ledgerUnit({ measure }: LedgerQuestion): string {
  return UNITS[measure] ?? "";
}

/** What is asked for of sums over calls; null if it is unknown. */
export function ledgerValue({ measure, type, stat }: LedgerQuestion, figures: LedgerFigures): number | null {
  switch (measure) {
    case "tokens":
      return figures.tokens[type ?? "total"];
    case "duration":
      return durationMs(stat ?? "avg", figures);
    default:
      return figures[measure];
  }
}

function durationMs(stat: Statistic, { timedCalls, timedDuration, durationPercentiles }: LedgerFigures): number | null {
  if (timedCalls === 0) {
    return null;
  }
  const ns = stat === "avg" ? timedDuration / timedCalls : durationPercentiles?.[PERCENTILES[stat]];
  return ns == null ? null : ns / NS_A_MS;
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
  const isStatistical = question.measure === "duration";
  const points = new Map<number, number>();
  let total = 0;
  for (const row of rows) {
    const value = ledgerValue(question, row);
    const time = timeMs(row.time ?? "");
    if (value !== null) {
      points.set(time, (points.get(time) ?? 0) + value);
      total = isStatistical ? Math.max(total, value) : total + value;
    }
  }
  const lacking = (row: Row) => (isStatistical ? row.calls : row.unpricedCalls);
  const isUnknown = points.size === 0 && rows.some((row) => lacking(row) > 0);
  const unit = ledgerUnit(question);
  return { label: "", service: "", colour: "", unit, points, total, part: false, isUnknown, ...named };
}

/** What has to be known beside the figures. */
export function ledgerNotes({ measure, by }: LedgerQuestion, { total, filling }: Ledger): string[] {
  const { unpricedCalls, errors, calls, timedCalls } = total;
  return [
    ...(measure === "calls" && !by && errors > 0 ? [`${full(errors)} failed`] : []),
    ...(measure === "cost" && unpricedCalls > 0 ? [`${counted(unpricedCalls)} without a price`] : []),
    ...(measure === "duration" && calls > timedCalls ? [`${counted(calls - timedCalls)} of unknown duration`] : []),
    ...(filling ? ["older records are being read"] : []),
  ];
}

function counted(calls: number): string {
  return `${full(calls)} ${calls === 1 ? "call" : "calls"}`;
}

/** The tools of whose calls in an answer by tool at least one has a duration. */
export function timedTools({ rows }: Ledger): ReadonlySet<string> {
  return new Set(rows.flatMap(({ tool, timedCalls }) => (tool !== undefined && timedCalls > 0 ? [tool] : [])));
}

/** Lines of the ledger, and lines by events in the place of those of which it knows nothing. */
export function withEventLines(ofLedger: readonly Line[], byEvents: readonly Line[]): Line[] {
  const labels = new Set(byEvents.map(({ label }) => label));
  return coloured([...ofLedger.filter((line) => !line.isUnknown || !labels.has(line.label)), ...byEvents]);
}
