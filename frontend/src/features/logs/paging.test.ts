import { describe, expect, it } from "vitest";
import { isShortened, type LogPage, nextCursor, rowsOf } from "./paging";

const page = (times: string[], hasMore = true): LogPage => ({
  logs: times.map((timestamp) => ({ timestamp, serviceName: "s" })),
  total: 9,
  hasMore,
  from: "a",
});

describe("paging by time", () => {
  it("goes on after the last log", () => {
    expect(nextCursor([page(["3", "2"])])).toEqual({ from: "a", to: "2", offset: 1 });
  });

  it("counts the logs of the same time, also over pages", () => {
    expect(nextCursor([page(["3", "2"]), page(["2", "2"])])).toEqual({ from: "a", to: "2", offset: 3 });
  });

  it("ends", () => {
    expect(nextCursor([page(["3"], false)])).toBeUndefined();
    expect(nextCursor([page([])])).toBeUndefined();
    expect(nextCursor([])).toBeUndefined();
  });

  it("gives each row a key of its own", () => {
    expect(rowsOf([page(["3", "2"]), page(["2"])]).map((row) => row.key)).toEqual(["3/0", "2/0", "2/1"]);
  });
});

it("knows shortened texts", () => {
  expect(isShortened({ timestamp: "1", serviceName: "s", body: "long…" })).toBe(true);
  expect(isShortened({ timestamp: "1", serviceName: "s", logAttributes: { a: ["b…", 1] } })).toBe(true);
  expect(isShortened({ timestamp: "1", serviceName: "s", body: "a … b" })).toBe(false);
});
