import { describe, expect, it } from "vitest";
import type { DashboardDetail } from "@/api/client";
import { exported, imported } from "./transfer";

const widget = {
  widgetType: "metric_value",
  title: "Cost",
  gridColumn: 4,
  gridRow: 1,
  colSpan: 1,
  rowSpan: 1,
  config: { metricName: "a.cost", unknownKey: [1] },
};
const file = { schemaVersion: 1, name: "Mine", description: "", widgets: [widget] };
const without = (change: object) => JSON.stringify({ ...file, ...change });

describe("dashboards as files", () => {
  it("come back as they went", () => {
    const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
    const stored = {
      id: "1",
      isDefault: true,
      ...times,
      name: "Mine",
      description: "x",
      widgets: [{ id: "2", dashboardId: "1", ...times, ...widget }],
    };
    expect(imported(exported(stored as unknown as DashboardDetail))).toEqual({
      name: "Mine",
      description: "x",
      widgets: [widget],
    });
  });

  it.each([
    ["{", "not valid JSON"],
    ["[]", "The file is not an object"],
    [without({ schemaVersion: 2 }), "schemaVersion is 2"],
    [without({ name: "" }), "name must be a string"],
    [without({ widgets: {} }), "widgets is missing"],
    [without({ widgets: [widget, 7] }), "widgets[1] is not an object"],
    [without({ widgets: [{ ...widget, colSpan: 2 }] }), "widgets[0] does not fit"],
    [without({ widgets: [{ ...widget, gridRow: -1 }] }), "widgets[0].gridRow"],
    [without({ widgets: [{ ...widget, config: [] }] }), "widgets[0].config is not an object"],
    [without({ widgets: Array.from({ length: 201 }, () => widget) }), "201 widgets"],
  ])("are refused with the reason: %#", (text, reason) => expect(() => imported(text)).toThrow(reason));
});
