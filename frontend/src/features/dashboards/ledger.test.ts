import { describe, expect, it } from "vitest";
import type { Ledger, LedgerFigures, Tool } from "@/api/client";
import { ToolIndex } from "@/shared/tools";
import type { WidgetConfig } from "./config";
import type { Line } from "./data";
import {
  ledgerLines,
  ledgerNotes,
  ledgerQuestion,
  ledgerSearch,
  ledgerUnit,
  ledgerValue,
  timedTools,
  withEventLines,
} from "./ledger";

const tool = (id: string, ...services: string[]) =>
  ({
    id,
    title: id.toUpperCase(),
    colour: `#${id}`,
    services,
    servicePrefixes: [],
    sharedServices: ["shared"],
    metrics: [],
    events: [],
  }) as unknown as Tool;
const tools = new ToolIndex([tool("a", "a"), tool("b", "b-cli", "b-exec")]);
const stored = ["a", "b-cli", "b-exec", "other"];

const asked = (about: "metrics" | "events", config: WidgetConfig, services = stored) =>
  ledgerQuestion(about, config, tools, services);

describe("what a widget asks the ledger", () => {
  it("is what its role means", () => {
    expect(asked("metrics", { role: "cost" })).toEqual({ measure: "cost", by: "tool" });
    expect(asked("metrics", { role: "tokens", breakdownAttribute: "tool" })).toEqual({ measure: "tokens", by: "tool" });
    expect(asked("events", { eventRole: "request", breakdownAttribute: "model" })).toEqual({
      measure: "calls",
      by: "model",
    });
    expect(asked("events", { eventRole: "error", stat: "count" })).toEqual({ measure: "errors", by: "tool" });
  });

  it("is split by type, or of one type or model", () => {
    const tokens = { role: "tokens", breakdownAttribute: "type" } as const;
    expect(asked("metrics", tokens)).toEqual({ measure: "tokens", by: "type" });
    expect(asked("metrics", { ...tokens, breakdownValue: "cacheRead" })).toEqual({
      measure: "tokens",
      by: "type",
      type: "cacheRead",
    });
    expect(asked("metrics", { role: "cost", breakdownAttribute: "model", breakdownValue: "m" })).toEqual({
      measure: "cost",
      by: "model",
      model: "m",
    });
  });

  it.each<["metrics" | "events", WidgetConfig]>([
    ["metrics", {}],
    ["metrics", { role: "sessions" }],
    ["metrics", { role: "cost", metricName: "a.cost" }],
    ["metrics", { role: "cost", stat: "count" }],
    ["metrics", { role: "cost", breakdownAttribute: "type" }],
    ["metrics", { role: "tokens", breakdownAttribute: "query_source" }],
    ["metrics", { role: "tokens", breakdownAttribute: "type", breakdownValue: "toString" }],
    ["metrics", { role: "tokens", breakdownAttribute: "tool", breakdownValue: "a" }],
    ["metrics", { eventRole: "error" }],
    ["events", { role: "cost" }],
    ["events", { eventRole: "prompt" }],
    ["events", { eventRole: "error", event: "a.error" }],
    ["events", { eventRole: "error", breakdownAttribute: "status_code" }],
    ["events", { eventRole: "request", value: "input_tokens", stat: "p95" }],
    ["events", { eventRole: "request", value: "duration_ms", stat: "sum" }],
    ["events", { eventRole: "request", value: "duration_ms", breakdownAttribute: "attempt" }],
    ["events", { eventRole: "request", stat: "p95" }],
    ["events", { eventRole: "tool_call", value: "duration_ms" }],
    ["events", { event: "a.request", value: "duration_ms" }],
  ])("is nothing where only telemetry knows: %s %o", (about, config) => {
    expect(asked(about, config)).toBeUndefined();
  });

  it("is a statistic of the durations of calls", () => {
    const latency = { eventRole: "request", value: "duration_ms" } as const;
    expect(asked("events", latency)).toEqual({ measure: "duration", stat: "avg", by: "tool" });
    expect(asked("events", { ...latency, stat: "p95", breakdownAttribute: "model", service: "a" })).toEqual({
      measure: "duration",
      stat: "p95",
      by: "model",
      tool: "a",
    });
    const searches = ["avg", "min", "p50", "p99", "max"].map((stat) =>
      ledgerSearch(asked("events", { ...latency, stat }) ?? { measure: "calls" }),
    );
    expect(searches.map(({ percentiles }) => percentiles)).toEqual([undefined, "0", "50", "99", "100"]);
  });

  it("is about the tool of the widget's service, if that is all the tool sends under", () => {
    const config = { role: "cost", service: "a" } as const;
    expect(asked("metrics", config)).toEqual({ measure: "cost", by: "tool", tool: "a" });
    expect(asked("metrics", config, [...stored, "shared"])).toBeUndefined();
    expect(asked("metrics", { ...config, service: "b-cli" })).toBeUndefined();
    expect(asked("metrics", { ...config, service: "b-cli" }, ["a", "b-cli"])?.tool).toBe("b");
    expect(asked("metrics", { ...config, service: "shared" })).toBeUndefined();
    expect(asked("metrics", { ...config, service: "other" })).toBeUndefined();
  });

  it("is one request for all measures of the same calls", () => {
    const search = { group: "time", tool: undefined, model: undefined };
    expect(ledgerSearch({ measure: "cost" })).toEqual(search);
    expect(ledgerSearch({ measure: "tokens", by: "type", type: "input" })).toEqual(search);
    expect(ledgerSearch({ measure: "cost", by: "model", tool: "a", model: "m" })).toEqual({
      group: "time,model",
      tool: "a",
      model: "m",
    });
  });
});

const NONE = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0, output: 0, reasoning: 0, total: 0 };

function figures(given: Partial<LedgerFigures>): LedgerFigures {
  return {
    calls: 0,
    errors: 0,
    retries: 0,
    cutOff: 0,
    tokens: NONE,
    cost: null,
    unpricedCalls: 0,
    duration: 0,
    timedCalls: 0,
    timedDuration: 0,
    ...given,
  };
}

const [FIRST, SECOND] = ["2026-11-30T12:00:00.000000000Z", "2026-11-30T12:01:00.000000000Z"];
const tokens = { ...NONE, input: 1, cacheRead: 2, cacheWrite: 3, cacheWrite1h: 3, output: 4, reasoning: 4, total: 10 };
const answer: Ledger = {
  rows: [
    { time: FIRST, tool: "a", model: "m", ...figures({ calls: 1, cost: 0.5, tokens }) },
    { time: FIRST, tool: "b", model: "n", ...figures({ calls: 2, unpricedCalls: 2, tokens }) },
    { time: SECOND, tool: "a", model: "m", ...figures({ calls: 3, errors: 1, cost: 0.25, unpricedCalls: 1 }) },
    { time: SECOND, tool: "c", model: "", ...figures({ errors: 2 }) },
  ],
  total: figures({ calls: 6, errors: 3, cost: 0.75, unpricedCalls: 3, tokens: { ...tokens, total: 20 } }),
  count: 4,
};
const lines = (question: Parameters<typeof ledgerLines>[0]) => ledgerLines(question, answer, tools);

describe("an answer of the ledger", () => {
  it("has a line per tool, in its colour; what has no price is unknown, not 0", () => {
    const [first, second, ...others] = lines({ measure: "cost", by: "tool" });
    expect(first).toMatchObject({ label: "A", colour: "#a", unit: "USD", total: 0.75, isUnknown: false });
    expect([...(first?.points ?? [])]).toEqual([
      [Date.parse(FIRST), 0.5],
      [Date.parse(SECOND), 0.25],
    ]);
    expect(second).toMatchObject({ label: "B", total: 0, isUnknown: true });
    expect(second?.points.size).toBe(0);
    expect(others).toEqual([]);
  });

  it("has what failed apart from what was answered", () => {
    expect(lines({ measure: "calls", by: "model" }).map((line) => [line.label, line.total, line.part])).toEqual([
      ["m", 4, false],
      ["Failed", 3, true],
      ["n", 2, false],
    ]);
    expect(lines({ measure: "errors", by: "model" }).map((line) => [line.label, line.total, line.part])).toEqual([
      ["unspecified", 2, false],
      ["m", 1, false],
    ]);
  });

  it("has a line per type of tokens, none in another", () => {
    const types = lines({ measure: "tokens", by: "type" });
    expect(types.map((line) => [line.label, line.total, line.part])).toEqual([
      ["Output", 8, false],
      ["Cache write", 6, false],
      ["Cache read", 4, false],
      ["Input", 2, false],
    ]);
    expect(types.reduce((sum, line) => sum + line.total, 0)).toBe(answer.total.tokens.total);
    expect(lines({ measure: "tokens", by: "type", type: "input" }).map((line) => line.label)).toEqual(["Input"]);
  });

  it("is one line of all for a number", () => {
    expect(lines({ measure: "calls" }).map((line) => [line.total, [...line.points.values()]])).toEqual([[6, [3, 3]]]);
  });

  it("is a number, null if it is unknown", () => {
    expect(ledgerValue({ measure: "cost" }, answer.total)).toBe(0.75);
    expect(ledgerValue({ measure: "cost" }, figures({ calls: 1, unpricedCalls: 1 }))).toBeNull();
    expect(ledgerValue({ measure: "tokens" }, answer.total)).toBe(20);
    expect(ledgerValue({ measure: "tokens", type: "cacheWrite" }, answer.total)).toBe(3);
    expect(ledgerValue({ measure: "errors" }, answer.total)).toBe(3);
  });

  it("tells what the figures lack", () => {
    expect(ledgerNotes({ measure: "cost", by: "tool" }, answer)).toEqual(["3 calls without a price"]);
    expect(ledgerNotes({ measure: "calls" }, answer)).toEqual(["3 failed"]);
    expect(ledgerNotes({ measure: "calls", by: "tool" }, answer)).toEqual([]);
    const one = { ...answer, total: figures({ unpricedCalls: 1 }), filling: { done: 1, total: 2 } };
    expect(ledgerNotes({ measure: "cost" }, one)).toEqual(["1 call without a price", "older records are being read"]);
    expect(ledgerNotes({ measure: "tokens" }, one)).toEqual(["older records are being read"]);
  });
});

const timed = (calls: number, p95: number | null) => ({
  calls,
  timedCalls: p95 === null ? 0 : calls,
  timedDuration: (p95 ?? 0) * calls,
  durationPercentiles: { "95": p95 },
});

describe("durations of calls", () => {
  const latency: Ledger = {
    rows: [
      { time: FIRST, tool: "a", ...figures(timed(2, 3e6)) },
      { time: SECOND, tool: "a", ...figures(timed(4, 1.5e6)) },
      { time: SECOND, tool: "b", ...figures(timed(5, null)) },
      { time: SECOND, tool: "c", ...figures({ errors: 1 }) },
    ],
    total: figures({ calls: 11, timedCalls: 6, timedDuration: 12e6, durationPercentiles: { "95": 2.5e6 } }),
    count: 4,
  };
  const question = { measure: "duration", stat: "p95", by: "tool" } as const;

  it("are milliseconds that are not added up; what nobody tells is unknown, not 0", () => {
    const found = ledgerLines(question, latency, tools);
    expect(found.map((line) => [line.label, line.total, line.isUnknown, [...line.points.values()]])).toEqual([
      ["A", 3, false, [3, 1.5]],
      ["B", 0, true, []],
    ]);
    expect(ledgerUnit(question)).toBe("ms");
    expect(ledgerNotes(question, latency)).toEqual(["5 calls of unknown duration"]);
  });

  it("are a number of all calls, null if none is known", () => {
    expect(ledgerValue(question, latency.total)).toBe(2.5);
    expect(ledgerValue({ measure: "duration", stat: "avg" }, latency.total)).toBe(2);
    expect(ledgerValue(question, figures(timed(5, null)))).toBeNull();
  });

  it("are those of events where the ledger knows none of a tool", () => {
    expect([...timedTools(latency)]).toEqual(["a"]);
    const line: Line = {
      label: "B",
      service: "b-cli",
      colour: "#b",
      unit: "ms",
      points: new Map([[1, 7]]),
      total: 7,
      part: false,
    };
    const found = withEventLines(ledgerLines(question, latency, tools), [line]);
    expect(found.map(({ label, total, isUnknown = false }) => [label, total, isUnknown])).toEqual([
      ["B", 7, false],
      ["A", 3, false],
    ]);
    expect(withEventLines(ledgerLines(question, latency, tools), []).map(({ label }) => label)).toEqual(["A", "B"]);
  });
});
