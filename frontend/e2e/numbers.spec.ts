import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, expectAccessible, test } from "./fixtures";
import type { Server } from "./server";

type Counts = Record<string, number>;

interface Truth {
  totals: { tokens: Counts; ok: number; errors: object[] };
}

const DATA = resolve(import.meta.dirname, "../../tests/data");
const truth = (name: string): Truth => JSON.parse(readFileSync(join(DATA, name, "truth.json"), "utf8")) as Truth;

/** Recording, metric, and which of its types stands for which number of the model server. */
const TOOLS = [
  ["claude/2.1.330-A", "claude_code.token.usage", { Input: "input", Output: "output", "Cache Read": "cache_read" }],
  ["codex/0.169.0-A", "codex_cli_rs.token.usage", { Input: "input", Output: "output" }],
  ["gemini/0.61.0-A", "gemini_cli.token.usage", { Input: "input", Output: "output" }],
] as const;

/** Service, and what the types of the ledger, which do not overlap, are in numbers of the model server. */
const OF_THE_LEDGER: Record<string, [service: string, types: (tokens: Counts) => Counts]> = {
  "claude/2.1.330-A": [
    "claude-code",
    ({ input = 0, cache_read = 0, cache_creation = 0, output = 0 }) => ({
      input,
      cacheRead: cache_read,
      cacheWrite: cache_creation,
      output,
    }),
  ],
  "codex/0.169.0-A": [
    "codex_exec",
    ({ input = 0, cached = 0, output = 0 }) => ({ input: input - cached, cacheRead: cached, cacheWrite: 0, output }),
  ],
  "gemini/0.61.0-A": [
    "gemini-cli",
    ({ input = 0, cached = 0, output = 0, thoughts = 0 }) => ({
      input: input - cached,
      cacheRead: cached,
      cacheWrite: 0,
      output: output + thoughts,
    }),
  ],
};

const exact = (count: number): string => count.toLocaleString("en-US");
const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);

test.use({ recordings: TOOLS.map(([recording]) => recording) });

for (const [recording, metric, types] of TOOLS) {
  test(`the tokens on the page are those of the model server: ${recording}`, async ({ page }) => {
    const { tokens } = truth(recording).totals;
    await page.goto(`/metrics?metric=${metric}&breakdown=type&from=now-1h&to=now`);
    for (const [label, name] of Object.entries(types)) {
      const cell = page
        .getByRole("row", { name: new RegExp(`^(Show )?${label}\\b`) })
        .getByRole("cell")
        .first();
      await expect(cell).toHaveAttribute("title", exact(tokens[name] ?? 0));
    }
  });
}

type Config = Record<string, string | boolean>;

/** A new dashboard with these widgets: its path. */
async function dashboardOf(server: Server, widgets: readonly [type: string, title: string, config: Config][]) {
  const { id } = await server.post<{ id: string }>("/api/dashboards", { name: "Numbers" });
  for (const [index, [widgetType, title, config]] of widgets.entries()) {
    const place = { gridColumn: (index % 4) + 1, gridRow: Math.floor(index / 4) + 1, colSpan: 1, rowSpan: 1 };
    await server.post(`/api/dashboards/${id}/widgets`, { widgetType, title, ...place, config });
  }
  return `/dashboard/${id}`;
}

for (const [recording, [service, types]] of Object.entries(OF_THE_LEDGER)) {
  test(`widgets about roles show each call once, each token once: ${recording}`, async ({ page, server }) => {
    const { tokens, ok } = truth(recording).totals;
    const counts = types(tokens);
    const of: Config = { role: "tokens", service };
    const byType = Object.keys(counts).map((type): [string, string, Config] => [
      "metric_value",
      type,
      { ...of, breakdownAttribute: "type", breakdownValue: type },
    ]);
    await page.goto(
      await dashboardOf(server, [
        ["metric_value", "all", of],
        ["event_value", "calls", { eventRole: "request", service }],
        ["metric_chart", "chart", { ...of, breakdownAttribute: "type", chartStacked: true }],
        ...byType,
      ]),
    );
    const widget = (title: string) => page.getByRole("region", { name: title, exact: true });
    await expect(
      widget("all").getByTitle(`${exact(sum(Object.values(counts)))} tokens`, { exact: true }),
    ).toBeVisible();
    await expect(widget("calls").getByTitle(exact(ok), { exact: true })).toBeVisible();
    for (const [type, count] of Object.entries(counts)) {
      await expect(widget(type).getByTitle(`${exact(count)} tokens`, { exact: true })).toBeVisible();
    }
    await expect(widget("chart").getByRole("button", { name: /^Cache read/ })).toBeVisible();
    await expect(widget("chart").getByRole("button", { name: / in / })).toHaveCount(0);
  });
}

test("the first dashboard adds up all tools", async ({ page, server }) => {
  const all = Object.entries(OF_THE_LEDGER).map(([recording, [, types]]) => types(truth(recording).totals.tokens));
  const { total } = (await server.api("/api/ledger")) as { total: { cost: number; errors: number } };
  await page.goto("/");
  const widget = (title: string) => page.getByRole("region", { name: title, exact: true });
  const tokens = sum(all.flatMap((counts) => Object.values(counts)));
  await expect(widget("Tokens").getByTitle(`${exact(tokens)} tokens`, { exact: true })).toBeVisible();
  await expect(widget("Cost").getByText(`$${total.cost.toFixed(3)}`, { exact: true })).toBeVisible();
  // a failure that the tool's next try makes up for is not reported by all of them
  const reported = TOOLS.map(([recording]) => recording).filter((recording) => !recording.startsWith("claude"));
  const failed = sum(reported.map((recording) => truth(recording).totals.errors.length));
  expect(total.errors).toBe(failed);
  await expect(widget("Failed Requests").getByTitle(exact(failed), { exact: true })).toBeVisible();
  await expect(widget("Tokens by Type").getByRole("button", { name: /^Cache write/ })).toBeVisible();
});

interface Durations {
  total: { calls: number; timedCalls: number; durationPercentiles: Record<string, number> };
}

test("latencies are those of the calls, each once, and of events where the ledger knows none", async ({
  page,
  server,
}) => {
  const { total } = (await server.api("/api/ledger?percentiles=95")) as Durations;
  const codex = (await server.api("/api/ledger?tool=codex&percentiles=95")) as Durations;
  expect(codex.total.timedCalls).toBe(0);
  const latency: Config = { eventRole: "request", value: "duration_ms", stat: "p95" };
  await page.goto(
    await dashboardOf(server, [
      ["event_value", "number", latency],
      ["event_value", "by events", { ...latency, service: "codex_exec" }],
      ["event_chart", "chart", { ...latency, chartStyle: "lines" }],
    ]),
  );
  const widget = (title: string) => page.getByRole("region", { name: title, exact: true });
  const milliseconds = (total.durationPercentiles["95"] ?? 0) / 1e6;
  await expect(
    widget("number").getByTitle(`${milliseconds.toLocaleString("en-US", { maximumFractionDigits: 2 })} ms`),
  ).toBeVisible();
  const unknown = `${total.calls - total.timedCalls} calls of unknown duration`;
  await expect(widget("number")).toContainText(unknown);
  await expect(widget("by events")).toContainText(/\d ms/);
  await expect(widget("by events")).not.toContainText("unknown");
  await expect(widget("chart")).toContainText(`${unknown} · Codex CLI by its events`);
  await expect(widget("chart").getByRole("button", { name: /\d ms$/ })).toHaveCount(TOOLS.length);
  await expectAccessible(page);
});

const unpriced = (figures: object) => ({ ...figures, cost: null, unpricedCalls: 2 });

test("calls without a price are told, and a cost of which nothing is known is not 0", async ({ page }) => {
  await page.route("**/api/ledger**", async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { rows: object[]; total: object };
    const filling = { done: 1, total: 2 };
    const json = { ...answer, rows: answer.rows.map(unpriced), total: unpriced(answer.total), filling };
    await route.fulfill({ response, json });
  });
  await page.goto("/");
  const cost = page.getByRole("region", { name: "Cost", exact: true });
  await expect(cost.getByTitle("unknown")).toHaveText("—");
  await expect(cost).toContainText("2 calls without a price · older records are being read");
  const chart = page.getByRole("region", { name: "Cost by Tool", exact: true });
  await expect(chart).toContainText("2 calls without a price");
  await expect(chart.getByRole("button", { name: "—" })).toHaveCount(TOOLS.length);
  await expectAccessible(page);
  await page.unrouteAll({ behavior: "ignoreErrors" }); // the page asks again every two seconds, also while it is closed
});
