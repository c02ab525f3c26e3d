import { describe, expect, it } from "vitest";
import type { Status } from "@/api/client";
import { arrivalOf, countOf, rateOf, readingOf } from "./health";

const received: Status["received"] = [
  {
    service: "a",
    traces: 1,
    metrics: 0,
    logs: 3,
    today: { traces: 1, metrics: 0, logs: 2 },
    lastTimes: { traces: "2026-01-01T10:00:00Z", logs: "2026-01-01T12:00:00.5Z" },
    lastTime: "2026-01-01T12:00:00.5Z",
  },
  {
    service: "a-2",
    traces: 0,
    metrics: 7,
    logs: 1,
    today: { traces: 0, metrics: 0, logs: 1 },
    lastTimes: { metrics: "2025-12-31T00:00:00Z", logs: "2026-01-01T11:00:00Z" },
    lastTime: "2026-01-01T11:00:00Z",
  },
];

describe("what came", () => {
  it("is added up over services", () => {
    expect(arrivalOf(received, (service) => service.startsWith("a"))).toEqual({
      last: "2026-01-01T12:00:00.5Z",
      services: ["a", "a-2"],
      signals: {
        traces: { last: "2026-01-01T10:00:00Z", today: 1, total: 1 },
        metrics: { last: "2025-12-31T00:00:00Z", today: 0, total: 7 },
        logs: { last: "2026-01-01T12:00:00.5Z", today: 3, total: 4 },
      },
    });
  });

  it("is nothing from who never sent", () => {
    const { last, services, signals } = arrivalOf(received, () => false);
    expect([last, services, signals.logs]).toEqual([undefined, [], { last: undefined, today: 0, total: 0 }]);
  });

  it("counts only the given services", () => {
    const dropped = {
      total: 9,
      today: 9,
      services: [
        { service: "a", signal: "logs", count: 4 },
        { service: "b", signal: "logs", count: 5 },
      ],
    } as Status["dropped"];
    expect(countOf(dropped, ["a", "c"])).toBe(4);
  });
});

describe("the rate", () => {
  it("is records a second between the first and the last reading", () => {
    expect(readingOf({ received } as Status, 5)).toEqual({ atMs: 5, records: 12 });
    expect(
      rateOf([
        { atMs: 0, records: 10 },
        { atMs: 1000, records: 11 },
        { atMs: 4000, records: 50 },
      ]),
    ).toBe(10);
  });

  it("is unknown at first, and never below 0", () => {
    expect(rateOf([{ atMs: 0, records: 1 }])).toBeUndefined();
    expect(
      rateOf([
        { atMs: 0, records: 9 },
        { atMs: 1000, records: 1 },
      ]),
    ).toBe(0);
  });
});
