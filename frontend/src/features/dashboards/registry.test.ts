import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIELDS } from "./fields";
import { needsMetrics, WIDGET_TYPES } from "./registry";

const files = Object.keys(import.meta.glob(["./widgets/*.tsx", "!./widgets/*.test.tsx"]));
const types = [...WIDGET_TYPES.values()];

describe("types of widgets", () => {
  it("has one file each, named like the type", () => {
    expect(files.map((file) => file.slice("./widgets/".length, -".tsx".length))).toEqual(types.map(({ type }) => type));
  });

  it("has the names in the contract of the API: stored dashboards have them", () => {
    const contract = readFileSync("src/api/schema.d.ts", "utf8");
    const [, names = ""] = /@description (.*); any other text is kept/.exec(contract) ?? [];
    expect(names.split(", ").toSorted()).toEqual([...WIDGET_TYPES.keys()].map((type) => `\`${type}\``).toSorted());
  });

  it("has titles that differ, with those of presets", () => {
    const titles = types.flatMap(({ title, presets = [] }) => [title, ...presets.map((preset) => preset.title)]);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("fits the grid and has only fields of the form", () => {
    for (const { size, fields } of types) {
      expect(size.colSpan).toBeLessThanOrEqual(4);
      expect(Object.keys(FIELDS)).toEqual(expect.arrayContaining([...fields]));
    }
  });

  it("lets a type say what it needs, whatever its name", () => {
    expect(needsMetrics({ widgetType: "metric_chart" })).toBe(true);
    expect(needsMetrics({ widgetType: "stats_metrics" })).toBe(false);
    expect(needsMetrics({ widgetType: "metric_of_a_later_version" })).toBe(false);
    expect(needsMetrics({ widgetType: "constructor" })).toBe(false);
  });
});
