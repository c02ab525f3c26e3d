import { describe, expect, it } from "vitest";
import type { MetricInfo, Series, Tool } from "@/api/client";
import { bounded } from "@/shared/format";
import { ToolIndex } from "@/shared/tools";
import { intervalsFor, linesOf, natureOf } from "./lines";

const tools = new ToolIndex([
  {
    id: "t",
    title: "Tool",
    colour: "#123456",
    services: ["tool-cli"],
    servicePrefixes: [],
    metrics: [
      {
        name: "tokens",
        displayName: "Tokens",
        breakdowns: [{ attribute: "type", label: "Type", values: [{ value: "in", label: "Input" }] }],
      },
    ],
    events: [],
  } as unknown as Tool,
]);

const series = (labels: Record<string, string>, datapoints: [number, number][], partOf?: string): Series => ({
  name: "tokens",
  labels,
  datapoints,
  ...(partOf ? { partOf } : {}),
});

const declared = (kind: string) => ({ kind }) as MetricInfo;
const labels = (rangeMs: number) => intervalsFor(0, rangeMs).map((one) => one.label);

describe("the lines", () => {
  it("stand for the values of the breakdown, the largest first", () => {
    const lines = linesOf(
      {
        series: [series({ service: "tool-cli", type: "in" }, [[1000, 4]])],
        totals: [
          series({ service: "tool-cli", type: "cached" }, [[0, 3]], "in"),
          series({ service: "tool-cli", type: "in" }, [[0, 10]]),
          series({ service: "tool-cli" }, []),
        ],
      },
      "type",
      tools,
    );
    expect(lines.map(({ label, total, partOf }) => [label, total, partOf])).toEqual([
      ["Input", 10, undefined],
      ["cached", 3, "Input"],
      ["unspecified", null, undefined],
    ]);
    expect([...(lines[0]?.points ?? [])]).toEqual([[1000, 4]]);
  });

  it("name the service where there are several, and have the colour of its tool without a breakdown", () => {
    const totals = [series({ service: "tool-cli" }, [[0, 1]]), series({ service: "other" }, [[0, 2]])];
    expect(linesOf({ series: [], totals }, undefined, tools).map((line) => [line.label, line.colour])).toEqual([
      ["other", tools.colourOf("other")],
      ["tool-cli", "#123456"],
    ]);
    const alone = linesOf({ series: [], totals: totals.slice(0, 1) }, undefined, tools);
    expect(alone.map((line) => line.label)).toEqual(["Tool"]);
    const split = totals.map((one) => ({ ...one, labels: { ...one.labels, type: "in" } }));
    expect(linesOf({ series: [], totals: split }, "type", tools).map((line) => line.label)).toEqual([
      "Input · other",
      "Input · tool-cli",
    ]);
  });
});

describe("a percentile beyond the bounds of its histogram", () => {
  it("is said to be only a bound, in the chart and over the whole range", () => {
    const [line] = linesOf(
      {
        series: [
          {
            ...series({ service: "tool-cli" }, [
              [1000, 4],
              [2000, 40],
            ]),
            moreThan: [2000],
          },
        ],
        totals: [{ ...series({ service: "tool-cli" }, [[0, 1]]), lessThan: [0] }],
      },
      undefined,
      tools,
    );
    expect([...(line?.bounds ?? [])]).toEqual([[2000, "more"]]);
    expect(line?.totalBound).toBe("less");
    expect([bounded("40 ms", line?.bounds.get(2000)), bounded("4 ms", line?.bounds.get(1000))]).toEqual([
      "> 40 ms",
      "4 ms",
    ]);
  });
});

describe("what numbers a metric has", () => {
  it.each([
    [declared("counter"), undefined, "avg", { histogram: false, additive: true }],
    [declared("gauge"), "sum", "avg", { histogram: false, additive: false }],
    [declared("histogram"), undefined, "p95", { histogram: true, additive: false }],
    [undefined, "exponential_histogram", "count", { histogram: true, additive: true }],
    [undefined, "sum", "avg", { histogram: false, additive: true }],
    [undefined, "gauge", "avg", { histogram: false, additive: false }],
    [undefined, undefined, "avg", { histogram: false, additive: false }],
  ])("%o sent as %s, %s", (info, sent, stat, nature) => expect(natureOf(info, sent, stat)).toEqual(nature));
});

it("offers only intervals that the range can be cut into", () => {
  expect(labels(900_000)).toEqual(["10 s", "30 s", "1 min", "5 min", "15 min"]);
  expect(labels(7 * 86_400_000)).toEqual(["15 min", "1 h", "6 h", "1 d"]);
});
