import { expect, it } from "vitest";
import type { Tool } from "@/api/client";
import { ToolIndex } from "@/shared/tools";
import { firstOf, grouped, matching } from "./names";

const metrics = [
  { name: "b.count", displayName: "Things", breakdowns: [] },
  { name: "a.cost", displayName: "Cost", breakdowns: [] },
];
const tools = new ToolIndex([
  { id: "t", title: "Tool", colour: "#1", services: [], servicePrefixes: [], metrics, events: [] } as unknown as Tool,
]);
const groups = grouped(["a.cost", "b.count", "z.unknown"], tools);
const shown = (found: typeof groups) => found.map((group) => [group.title, group.choices.map((one) => one.name)]);

it("puts metrics under their tool, in its order, unknown ones last", () => {
  expect(shown(groups)).toEqual([
    ["Tool", ["b.count", "a.cost"]],
    ["Other metrics", ["z.unknown"]],
  ]);
  expect(firstOf(groups)).toBe("b.count");
});

it("leaves out what was never stored", () => {
  expect(shown(grouped(["a.cost"], tools))).toEqual([["Tool", ["a.cost"]]]);
  expect(firstOf(grouped([], tools))).toBeUndefined();
});

it("finds by title and by name", () => {
  expect(shown(matching(groups, " THINGS "))).toEqual([["Tool", ["b.count"]]]);
  expect(shown(matching(groups, "z."))).toEqual([["Other metrics", ["z.unknown"]]]);
});
