import { describe, expect, it } from "vitest";
import type { Tool } from "@/api/client";
import { ToolIndex } from "@/shared/tools";
import * as choices from "./choices";
import { changedConfig } from "./config";

const type = { attribute: "type", label: "Type", values: [{ value: "in", label: "Input" }] };
const metric = (name: string, role?: string, kind = "counter") => ({
  name,
  displayName: "Tokens",
  unit: "",
  kind,
  description: "",
  breakdowns: kind === "counter" ? [type] : [],
  role,
});
const tool = (id: string) => ({
  id,
  title: id.toUpperCase(),
  metrics: [metric("shared.tokens", "tokens"), metric(`${id}.latency`, undefined, "histogram")],
  events: [
    { name: `${id}.call`, displayName: "Call", role: "tool_call", keyAttributes: ["name", "duration_ms"] },
    { name: `${id}.start`, displayName: "Start", keyAttributes: [] },
  ],
});
const tools = new ToolIndex([tool("a"), tool("b")] as unknown as Tool[]);
const groups = (found: choices.ChoiceGroup[]) =>
  found.map(({ group, items }) => [group, ...items.map((one) => one.value)]);

describe("choices of a widget", () => {
  it("offers roles that tools declare, each metric once, and the others that are stored", () => {
    expect(groups(choices.metricChoices(tools, ["b.latency", "x"], { metricName: "gone" }))).toEqual([
      ["All tools", "role:tokens"],
      ["A", "name:shared.tokens", "name:a.latency"],
      ["B", "name:b.latency"],
      ["Other metrics", "name:x", "name:gone"],
    ]);
  });

  it("offers events by role and name", () => {
    expect(groups(choices.eventChoices(tools, {}))).toEqual([
      ["All tools", "role:tool_call"],
      ["A", "name:a.call", "name:a.start"],
      ["B", "name:b.call", "name:b.start"],
    ]);
  });

  it("drops what does not fit another metric, and keeps the rest", () => {
    const config = { role: "tokens", breakdownAttribute: "type", breakdownValue: "in", back: "24h" } as const;
    expect(choices.withMetric(config, "name:shared.tokens", tools)).toEqual({
      metricName: "shared.tokens",
      breakdownAttribute: "type",
      back: "24h",
    });
    expect(choices.withMetric({ ...config, stat: "p95" }, "name:a.latency", tools)).toEqual({
      metricName: "a.latency",
      stat: "p95",
      back: "24h",
    });
    expect(choices.withMetric({ metricName: "a.latency", stat: "p95" }, "role:tokens", tools)).toEqual({
      role: "tokens",
    });
  });

  it("drops what does not fit another event", () => {
    const config = { event: "a.call", value: "duration_ms", stat: "p95", breakdownAttribute: "name" };
    expect(choices.withEvent(config, "role:tool_call", tools)).toEqual({
      ...config,
      event: undefined,
      eventRole: "tool_call",
    });
    expect(choices.withEvent(config, "name:b.start", tools)).toEqual({ event: "b.start" });
  });

  it("breaks down by tool only what is about several", () => {
    const values = (config: Parameters<typeof choices.breakdownChoices>[0]) =>
      choices.breakdownChoices(config, tools).map(({ value }) => value);
    expect(values({ role: "tokens" })).toEqual(["tool", "type"]);
    expect(values({ metricName: "shared.tokens" })).toEqual(["type"]);
    expect(values({ event: "a.call" })).toEqual(["name", "duration_ms"]);
    expect(choices.onlyValueChoices({ metricName: "shared.tokens", breakdownAttribute: "type" }, tools)).toEqual([
      { value: "in", label: "Input" },
    ]);
    const ofTokens = choices.onlyValueChoices({ role: "tokens", breakdownAttribute: "type" }, tools);
    expect(ofTokens.map(({ value }) => value)).toEqual(["input", "cacheRead", "cacheWrite", "output"]);
  });

  it("keeps a range that is not among the quick ones", () => {
    expect(choices.rangeChoices("36h").at(-1)).toEqual({ value: "36h", label: "Last 36h" });
    expect(choices.rangeChoices("24h")).toEqual(choices.rangeChoices(undefined));
  });
});

describe("a changed config", () => {
  it("keeps what this version does not know", () => {
    const stored = { role: "cost", back: "24h", chartStacked: true, ofALaterVersion: [1] };
    expect(changedConfig(stored, { metricName: "x", chartStyle: "bars" })).toEqual({
      metricName: "x",
      chartStyle: "bars",
      ofALaterVersion: [1],
    });
  });
});
