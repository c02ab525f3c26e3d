import { expect, it } from "vitest";
import type { Ledger } from "@/api/client";
import { cacheShare } from "@/shared/cacheShare";
import { rowsOf, sessionsOf } from "./projects";

const ledger = (rows: object[]) => ({ rows, total: {}, count: rows.length }) as unknown as Ledger;

it("names projects and counts their sessions; one that changed its project is in both, but once in all", () => {
  const byProject = ledger([
    { project: "/home/a", calls: 5, cost: 2 },
    { project: "", calls: 1, cost: null },
  ]);
  const bySession = ledger([
    { project: "", session: "one" },
    { project: "/home/a", session: "one" },
    { project: "/home/a", session: "two" },
    { project: "/home/a", session: "" },
  ]);
  const rows = rowsOf(byProject, bySession, [{ project: "/home/a", name: "me/a" }]);
  expect(rows.map(({ project, name, sessions }) => [project, name, sessions])).toEqual([
    ["/home/a", "me/a", 2],
    ["", "", 1],
  ]);
  expect(rows[1]?.figures.cost).toBeNull();
  expect(sessionsOf(bySession)).toBe(2);
});

it("knows the part of the input that came from the cache", () => {
  const tokens = { input: 10, cacheRead: 60, cacheWrite: 30, cacheWrite1h: 5, output: 7, reasoning: 0, total: 107 };
  expect(cacheShare(tokens)).toBe(0.6);
  expect(cacheShare({ ...tokens, input: 0, cacheRead: 0, cacheWrite: 0 })).toBeUndefined();
});
