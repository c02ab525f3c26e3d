import { describe, expect, it } from "vitest";
import type { Span } from "@/api/client";
import {
  axisOf,
  buildTree,
  collapsedBelow,
  deepest,
  errorsOf,
  matchesOf,
  nextOf,
  revealed,
  textsOf,
  visibleRows,
} from "./waterfall";

const START = Date.parse("2026-01-01T00:00:00Z");

function span(spanId: string, parentSpanId: string, startMs: number, lastedMs = 1, more: Partial<Span> = {}): Span {
  return {
    timestamp: new Date(START + startMs).toISOString().replace("Z", "000000Z"),
    traceId: "t",
    spanId,
    parentSpanId,
    spanName: `name of ${spanId}`,
    spanKind: "INTERNAL",
    serviceName: "s",
    duration: lastedMs * 1e6,
    statusCode: "UNSET",
    ...more,
  };
}

const ids = (spans: readonly Span[]) =>
  buildTree(spans)
    .spans.map((one) => one.spanId)
    .join(" ");
const rows = (row: Int32Array) => [...row];

const FAMILY = [
  span("late", "root", 50, 20),
  span("child", "early", 12, 2),
  span("root", "", 0, 100),
  span("early", "root", 10, 20, { statusCode: "ERROR" }),
];

describe("the tree", () => {
  it("has parents before children, by start, whatever the order", () => {
    expect(ids(FAMILY)).toBe("root early child late");
    expect(ids(FAMILY.toReversed())).toBe("root early child late");
  });

  it("knows depth, size, parent and times by row", () => {
    const tree = buildTree(FAMILY);
    expect(rows(tree.depths)).toEqual([0, 1, 2, 1]);
    expect(rows(tree.sizes)).toEqual([4, 2, 1, 1]);
    expect(rows(tree.parents)).toEqual([-1, 0, 1, 0]);
    expect([...tree.starts]).toEqual([0, 10, 12, 50]);
    expect([...tree.ends]).toEqual([100, 30, 14, 70]);
    expect(tree.startMs).toBe(START);
    expect(tree.totalMs).toBe(100);
  });

  it("keeps nanoseconds across a second", () => {
    const tree = buildTree([
      { ...span("a", "", 0), timestamp: "2026-01-01T00:00:00.999999999Z", duration: 1 },
      { ...span("b", "", 0), timestamp: "2026-01-01T00:00:01Z", duration: 1 },
    ]);
    expect(tree.starts[1]).toBeCloseTo(1e-6, 9);
  });

  it("makes roots of orphans, of what is its own parent and of circles", () => {
    expect(ids([span("a", "gone", 2), span("b", "b", 1)])).toBe("b a");
    const circle = buildTree([span("x", "z", 3), span("y", "x", 2), span("z", "y", 1), span("under", "x", 9)]);
    expect(circle.spans.map((one) => one.spanId)).toEqual(["z", "x", "y", "under"]);
    expect(rows(circle.depths)).toEqual([0, 1, 2, 2]);
  });

  it("takes spans nested 20,000 deep", () => {
    const deep = Array.from({ length: 20_000 }, (_, index) => span(`${index}`, `${index - 1}`, index));
    const tree = buildTree(deep.toReversed());
    expect(deepest(tree, visibleRows(tree, -1, new Set()))).toBe(19_999);
    expect(tree.sizes[0]).toBe(20_000);
  });

  it("is empty without spans", () => {
    const tree = buildTree([]);
    expect(rows(visibleRows(tree, -1, new Set()))).toEqual([]);
    expect(axisOf(tree, -1, true).gaps).toEqual([]);
  });
});

describe("what is shown", () => {
  const tree = buildTree(FAMILY);

  it("leaves out what is below a collapsed span", () => {
    expect(rows(visibleRows(tree, -1, new Set(["early"])))).toEqual([0, 1, 3]);
    expect(rows(visibleRows(tree, -1, new Set(["root"])))).toEqual([0]);
  });

  it("is only the span in focus and what is below it", () => {
    expect(rows(visibleRows(tree, 1, new Set()))).toEqual([1, 2]);
  });

  it("collapses by level and opens the way to a span again", () => {
    expect([...collapsedBelow(tree, 1)]).toEqual(["early"]);
    expect([...collapsedBelow(tree, 0)]).toEqual(["root", "early"]);
    expect([...revealed(tree, 2, collapsedBelow(tree, 0))]).toEqual([]);
    const nothingHidden = new Set(["early"]);
    expect(revealed(tree, 3, nothingHidden)).toBe(nothingHidden);
  });

  it("gives idle hours little room, on demand", () => {
    const hour = 3_600_000;
    const idle = buildTree([
      span("r", "", 0, 2 * hour),
      span("a", "r", 0, 1000),
      span("b", "r", 2 * hour - 1000, 1000),
    ]);
    expect(axisOf(idle, -1, false).gaps).toEqual([]);
    expect(axisOf(idle, -1, true).gaps.map((gap) => gap.lastedMs)).toEqual([2 * hour - 2000]);
    expect(axisOf(idle, 1, true).at(1000)).toBe(100);
  });
});

describe("the search", () => {
  const tree = buildTree([...FAMILY, span("last", "root", 90, 1, { spanAttributes: { Model: "Opus", n: [42] } })]);
  const texts = textsOf(tree);

  it("finds names, attributes and values in any case", () => {
    expect(rows(matchesOf(tree, "NAME OF e", texts))).toEqual([1]);
    expect(rows(matchesOf(tree, "opus", texts))).toEqual([4]);
    expect(rows(matchesOf(tree, "[42]", texts))).toEqual([4]);
    expect(rows(matchesOf(tree, "", texts))).toEqual([]);
  });

  it("goes on, back and around", () => {
    const found = Int32Array.of(2, 5);
    expect([nextOf(found, -1), nextOf(found, 2), nextOf(found, 5)]).toEqual([2, 5, 2]);
    expect([nextOf(found, 5, true), nextOf(found, 2, true)]).toEqual([2, 5]);
    expect(nextOf(new Int32Array(), 0)).toBe(-1);
  });

  it("finds what failed", () => expect(rows(errorsOf(tree))).toEqual([1]));
});
