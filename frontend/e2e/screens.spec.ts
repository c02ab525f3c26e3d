import { expect, test } from "./fixtures";

test.use({ recordings: "all" });
test.describe.configure({ mode: "parallel" });

test("traces: what a person did leads, filters are in the address, a row opens the waterfall", async ({ page }) => {
  await page.goto("/traces");
  const list = page.getByRole("list", { name: "Traces, newest first" });
  await expect(list.getByRole("listitem").first()).toBeVisible();
  await expect(page.getByText(/background traces? hidden/)).toBeVisible();
  await page.getByRole("button", { name: "Show background traces" }).click();
  await expect(page).toHaveURL(/all=1/);
  await expect(page.getByText("Showing background traces.")).toBeVisible();
  await page.getByRole("button", { name: "Hide background traces" }).click();
  await expect(page).not.toHaveURL(/all=1/);

  await page.getByRole("button", { name: "Errors only" }).click();
  await expect(page).toHaveURL(/errors=1/);
  await expect(list.getByRole("img", { name: "failed" }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Errors only" })).toHaveAttribute("aria-pressed", "true");
  await page.goBack();
  await expect(page).not.toHaveURL(/errors=1/);

  await page.getByRole("textbox", { name: "Search traces" }).fill("no span is called this");
  await expect(page.getByText("No traces match these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await list.getByRole("link").first().click();
  await expect(page.getByRole("treegrid", { name: "Trace spans" })).toBeVisible();
});

test("a trace: spans, search, errors, focus, levels, and a panel that a link opens", async ({ page, server }) => {
  const { traces } = (await server.api("/api/traces?main=true&service=claude-code&limit=100")) as {
    traces: { id: string; spanCount: number }[];
  };
  const { id } = traces.reduce((best, one) => (one.spanCount > best.spanCount ? one : best));
  await page.goto(`/traces/${id}`);
  const tree = page.getByRole("treegrid", { name: "Trace spans" });
  const rows = tree.getByRole("row");
  await rows.first().waitFor();
  const all = await rows.count();
  expect(all).toBeGreaterThan(3);
  await page.getByRole("button", { name: "Collapse spans" }).first().click();
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Expand all levels" }).click();
  await expect(rows).toHaveCount(all);

  await page.getByRole("textbox", { name: "Search spans" }).fill("llm_request");
  await expect(page.getByText(/of \d+$/)).toBeVisible();
  await page.getByRole("button", { name: "Next match" }).click();
  const panel = page.getByRole("complementary", { name: "Selected span" });
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("llm_request");
  await expect(page).toHaveURL(/span=[0-9a-f]{16}/);
  await page.reload();
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("llm_request");
  await panel.getByRole("textbox", { name: "Search attributes" }).fill("model");
  await expect(panel.getByText("model", { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Parent span" }).click();
  const focus = panel.getByRole("button", { name: "Focus on this subtree" });
  await focus.click();
  await expect(page).toHaveURL(/focus=/);
  await page
    .getByRole("button", { name: /^Subtree: / })
    .first()
    .click();
  await expect(rows).toHaveCount(all);
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(panel).toHaveCount(0);
});

test("a trace is walked by keys alone", async ({ page }) => {
  await page.goto("/traces");
  await page.getByRole("list", { name: "Traces, newest first" }).getByRole("listitem").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const rows = page.getByRole("treegrid").getByRole("row");
  await rows.first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press("h");
  await expect(rows.first()).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("l");
  await expect(rows.first()).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Selected span" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary", { name: "Selected span" })).toHaveCount(0);
});

test("metrics: chosen by name, split, counted; all of it in the address", async ({ page }) => {
  await page.goto("/metrics?from=now-1h&to=now");
  await page.getByRole("textbox", { name: "Search metrics" }).fill("gemini_cli.token.usage");
  await page.getByRole("button", { name: /gemini_cli\.token\.usage$/ }).click();
  await page.getByRole("combobox", { name: "Break down by" }).click();
  await page.getByRole("option", { name: "Type", exact: true }).click();
  const totals = page.getByRole("region", { name: "Totals" });
  await expect(totals.getByRole("row", { name: /Cache/ })).toContainText("part of Input");
  await expect(page.getByRole("img", { name: /over time/ })).toBeVisible();
  await expect(page).toHaveURL(/metric=gemini_cli\.token\.usage.*breakdown=type/);
  await page.reload();
  await expect(totals.getByRole("row", { name: /Output/ })).toBeVisible();
  await totals.getByRole("button", { name: "Show Output" }).click();
  await expect(totals.getByRole("button", { name: "Show Output" })).toHaveAttribute("aria-pressed", "false");

  await page.getByRole("textbox", { name: "Search metrics" }).fill("api.request.latency");
  await page.getByRole("button", { name: /gemini_cli\.api\.request\.latency/ }).click();
  await page.getByRole("combobox", { name: "Statistic" }).click();
  await page.getByRole("option", { name: "p95" }).click();
  await expect(page).toHaveURL(/stat=p95/);
  await expect(totals.getByRole("columnheader", { name: "p95" })).toBeVisible();
  await page.getByRole("combobox", { name: "Interval" }).click();
  await page.getByRole("option", { name: "5 min", exact: true }).click();
  await expect(page).toHaveURL(/interval=300/);
});

test("a drag across a chart zooms into its time", async ({ page }) => {
  await page.goto("/metrics?metric=claude_code.cost.usage&from=now-1h&to=now");
  const chart = page.getByRole("img", { name: /over time/ });
  await chart.hover();
  const box = await chart.boundingBox();
  if (!box) throw new Error("no chart");
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/);
});

test("logs: level, event and text; a row opens to body, attributes and the trace", async ({ page }) => {
  await page.goto("/logs");
  const list = page.getByRole("list", { name: "Logs, newest first" });
  await expect(list.getByRole("listitem").first()).toBeVisible();
  await page.getByRole("combobox", { name: "Event" }).click();
  await page
    .getByRole("option", { name: /^API Requests?\b.*api_request/ })
    .first()
    .click();
  await expect(page).toHaveURL(/event=/);
  await page.getByRole("textbox", { name: "Search logs" }).fill("claude-sonnet");
  await expect(page).toHaveURL(/q=claude-sonnet/);
  const row = list.getByRole("listitem").first();
  await row.getByRole("button").first().click();
  await expect(row.getByRole("heading", { name: "Attributes" })).toBeVisible();
  await expect(row.getByRole("term").filter({ hasText: /^cost_usd$/ })).toBeVisible();
  await row.getByRole("link", { name: "Trace" }).click();
  await expect(page.getByRole("treegrid")).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/q=claude-sonnet/);
});

test("sessions: a row leads to its prompts, requests and tool calls, and these to logs and traces", async ({
  page,
}) => {
  await page.goto("/sessions?service=claude-code");
  const list = page.getByRole("list", { name: "Sessions, most recent first" });
  await list.getByRole("link").first().click();
  await expect(page.getByRole("list", { name: "Conversation, oldest first" })).toContainText("Turn 1");
  await page.getByText("Telemetry", { exact: true }).click();
  const happened = page.getByRole("list", { name: "Session activity, oldest first" });
  await page.getByRole("group", { name: "Tool calls" }).getByRole("button").first().click();
  await page.getByText("Tool calls", { exact: true }).last().click();
  await expect(page).toHaveURL(/kind=toolCall/);
  await expect(happened.getByRole("listitem").first()).toContainText("Tool call");
  await happened.getByRole("link", { name: "Open trace" }).first().click();
  await expect(page.getByRole("treegrid")).toBeVisible();
  await page.goBack();
  await happened.getByRole("listitem").first().getByRole("link").first().click();
  await expect(page.getByRole("list", { name: "Logs, newest first" }).getByRole("listitem")).toHaveCount(1);
});

test("setup shows the text with the server's own port, and what came from each tool", async ({ page, server }) => {
  await page.goto("/setup");
  for (const tool of ["Claude Code", "Codex CLI", "Gemini CLI"]) {
    await page.getByRole("button", { name: new RegExp(`^${tool}`) }).click();
    await expect(page.getByLabel(`Setup text for ${tool}`)).toContainText(`localhost:${server.otlpPort}`);
    const signals = page.getByRole("region", { name: `Signals from ${tool}` });
    await expect(signals).toContainText("Connected");
    await expect(signals.getByRole("row", { name: /Logs/ })).toContainText(/ago|now/);
  }
  await expect(page.getByRole("region", { name: "Plugins" })).toContainText("codex");
  await expect(page.getByRole("region", { name: "Server" })).toContainText(/MiB|KiB/);
});
