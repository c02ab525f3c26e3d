import { describe, expect, it } from "vitest";
import type { Series, Tool, Widget } from "@/api/client";
import { ToolIndex } from "@/shared/tools";
import { coloured, type Line, metricLines, metricQueries } from "./data";
import type { WidgetConfig } from "./config";
import { eventLines, eventQueries } from "./events";

const breakdown = {
  attribute: "type",
  label: "Type",
  values: [
    { value: "in", label: "Input" },
    { value: "cached", label: "Cached", partOf: "in" },
  ],
};
const metric = (name: string) => ({
  name,
  displayName: name,
  unit: "tokens",
  kind: "counter" as const,
  description: "",
  breakdowns: [breakdown],
  role: "tokens" as const,
});
const tool = (id: string) =>
  ({
    id,
    title: id.toUpperCase(),
    colour: "#123456",
    services: [id],
    servicePrefixes: [],
    metrics: [metric(`${id}.tokens`), { ...metric(`${id}.files`), role: undefined }],
    events: [{ name: "started", keyAttributes: [] }],
  }) as unknown as Tool;
const tools = new ToolIndex([tool("a"), tool("b")]);

const series = (service: string, type: string, value: number, partOf?: string): Series => ({
  name: `${service}.tokens`,
  labels: { service, type },
  datapoints: [[0, value]],
  ...(partOf ? { partOf } : {}),
});
const found = (id: string, ...totals: Series[]) => ({
  metric: { name: `${id}.tokens`, toolId: id },
  series: totals,
  totals,
});

describe("what does not count", () => {
  it("is shown by the breakdown and left out of the sum", () => {
    const lines = metricLines(
      { role: "tokens", breakdownAttribute: "type" } as WidgetConfig,
      [found("a", series("a", "in", 10), { ...series("a", "window", 4), counted: false })],
      tools,
    );
    expect(lines.map((line) => [line.label, line.total, line.part])).toEqual([
      ["Input", 10, false],
      ["window (not counted)", 4, true],
    ]);
  });
});

const answer = (toolId: string) => ({
  query: { event: "started", toolId },
  series: [{ name: "started", labels: { service: "work" }, datapoints: [[0, 2]] }] as Series[],
});

describe("a service that several tools use", () => {
  const both = new ToolIndex(["a", "b"].map((id) => ({ ...tool(id), sharedServices: ["work"] })));
  it("counts each tool's events as that tool's", () => {
    const lines = eventLines({ eventRole: "prompt" } as WidgetConfig, [answer("a"), answer("b")], both);
    expect(lines.map((line) => [line.label, line.total])).toEqual([
      ["A", 2],
      ["B", 2],
    ]);
  });

  it("is named beside the tool of a record", () => {
    expect([both.badgeOf("work", "a").title, both.badgeOf("work").title, both.badgeOf("a").title]).toEqual([
      "A · work",
      "work",
      "A",
    ]);
  });

  it("belongs to neither alone", () => {
    expect([both.ofService("work"), both.knows("work"), both.knows("else")]).toEqual([undefined, true, false]);
  });
});

describe("lines of a metric widget", () => {
  const answers = [
    found("a", series("a", "in", 10), series("a", "cached", 4, "in")),
    found("b", series("b", "in", 5), series("b", "cached", 3)),
  ];

  it("asks every tool that declares the role", () => {
    const widget = { id: "w", config: { role: "tokens", breakdownAttribute: "tool" } } as unknown as Widget;
    expect(metricQueries(widget, tools, 60).map((query) => [query.id, query.name, query.breakdown])).toEqual([
      ["w#0", "a.tokens", undefined],
      ["w#0=", "a.tokens", undefined],
      ["w#1", "b.tokens", undefined],
      ["w#1=", "b.tokens", undefined],
    ]);
  });

  it("asks nothing where neither a metric nor an event is chosen", () => {
    expect(metricQueries({ id: "w", config: {} } as unknown as Widget, tools, 60)).toEqual([]);
    expect(eventQueries({}, tools)).toEqual([]);
  });

  it("adds tools up and leaves parts out", () => {
    const lines = metricLines({ role: "tokens", breakdownAttribute: "tool" }, answers, tools);
    expect(lines.map((line) => [line.label, line.total])).toEqual([
      ["A", 10],
      ["B", 8],
    ]);
  });

  it("keeps what is a part for one tool and a whole for another apart", () => {
    const lines = metricLines({ role: "tokens", breakdownAttribute: "type" }, answers, tools);
    expect(lines.map((line) => [line.label, line.total, line.part])).toEqual([
      ["Input", 15, false],
      ["Cached (in Input)", 4, true],
      ["Cached", 3, false],
    ]);
    expect(lines.filter((line) => !line.part).reduce((sum, line) => sum + line.total, 0)).toBe(18);
  });

  it("shows one value of a breakdown, also a part", () => {
    const config = { metricName: "a.tokens", breakdownAttribute: "type", breakdownValue: "cached" };
    expect(metricLines(config, answers.slice(0, 1), tools).map((line) => line.total)).toEqual([4]);
  });
});

const line = (label: string, service: string): Line => ({
  label,
  service,
  colour: "#1",
  unit: "",
  points: new Map(),
  total: 1,
  part: false,
});

describe("drawing", () => {
  it("names services where one label would stand for several", () => {
    expect(coloured([line("x", "s1"), line("x", "s2"), line("y", "s1")]).map((one) => one.label)).toEqual([
      "x · s1",
      "x · s2",
      "y",
    ]);
  });
});
