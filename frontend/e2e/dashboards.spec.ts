import { readFileSync, writeFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";

test.use({ recordings: ["claude/2.1.330-A", "codex/0.169.0-A", "gemini/0.61.0-A"] });

const widget = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });

/** A new dashboard with a name of its own, in edit mode. */
async function create(page: Page, name: string): Promise<void> {
  await page.goto("/dashboard/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add widget" })).toBeVisible();
}

async function add(page: Page, title: string): Promise<Locator> {
  await page.getByRole("button", { name: "Add widget" }).click();
  const catalogue = page.getByRole("dialog", { name: "Add widget" });
  await catalogue.getByLabel("Search widgets and metrics").fill(title);
  await catalogue
    .getByRole("button", { name: new RegExp(`^${title}`) })
    .first()
    .click();
  await catalogue.getByRole("button", { name: "Add", exact: true }).click();
  await expect(catalogue).toBeHidden();
  return page.getByRole("region", { name: new RegExp(`^${title}: column`) });
}

async function menu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Dashboards", exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("the first dashboard answers the questions of the day", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(widget(page, "Sessions").getByTitle("3", { exact: true })).toBeVisible();
  await expect(widget(page, "Cost")).toContainText("$");
  await expect(widget(page, "Cost by Tool").getByRole("img", { name: /over time/ })).toBeVisible();
  await expect(widget(page, "Slowest and Failing Tool Calls")).toContainText("Bash");
  await expect(widget(page, "Recent Traces").getByRole("link").first()).toBeVisible();
  await expect(widget(page, "Active Services")).toContainText("gemini-cli");
});

test("each widget of the catalogue shows data or says that there is none", async ({ page }) => {
  test.setTimeout(90_000);
  await create(page, "Everything");
  const titles = ["Traces", "Metrics", "Logs", "Error Rate", "Sessions", "Active Services", "Recent Traces"];
  const across = ["Cost", "Tokens", "Failed Requests", "Cost by Model", "Tokens by Type", "Latency, p95", "Tool Calls"];
  for (const title of [...titles, ...across, "Lines of Code"]) {
    await expect(await add(page, title)).toBeVisible();
  }
  await page.getByRole("button", { name: "Done" }).click();
  for (const title of [...titles, ...across, "Lines of Code"]) {
    await expect(widget(page, title)).toBeVisible();
    await expect(widget(page, title).getByRole("alert")).toHaveCount(0);
    await expect(widget(page, title).getByText("Unknown widget type")).toHaveCount(0);
  }
  await expect(widget(page, "Error Rate")).toContainText("%");
});

test("widgets are dragged, resized, moved by keys, renamed and deleted, and stay so", async ({ page }) => {
  await create(page, "Moves");
  const first = await add(page, "Traces");
  await add(page, "Logs");
  await first.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("region", { name: "Traces: column 2, row 1, 1 by 1" })).toBeVisible();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.getByRole("region", { name: "Traces: column 2, row 1, 2 by 1" })).toBeVisible();

  const logs = page.getByRole("region", { name: /^Logs: column/ });
  const box = await logs.boundingBox();
  if (!box) throw new Error("no widget");
  await drag(page, logs.getByText("Logs"), box.width + 20, 0);
  await expect(page.getByRole("region", { name: /^Logs: column 2/ })).toBeVisible();
  await drag(page, logs.locator("..").locator(".react-resizable-handle-se"), box.width, 0);
  await expect(page.getByRole("region", { name: /^Logs: .* 2 by 1$/ })).toBeVisible();

  await logs.focus();
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "Edit widget" });
  await form.getByLabel("Title").fill("All logs");
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
  await page.getByRole("button", { name: "Delete Traces" }).click();
  await expect(page.getByRole("region", { name: /^Traces: column/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("region", { name: /^All logs: .* 2 by 1$/ })).toBeVisible();
});

async function drag(page: Page, what: Locator, right: number, down: number): Promise<void> {
  await what.hover(); // once it has come to rest
  const box = await what.boundingBox();
  if (!box) throw new Error("nothing to drag");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + right / 2, y + down / 2, { steps: 5 });
  await page.mouse.move(x + right, y + down, { steps: 5 });
  await page.mouse.up();
}

/** Chooses an option of a list by typing a part of it. */
async function choose(form: Locator, field: string, typed: string, option: string): Promise<void> {
  const input = form.getByRole("combobox", { name: field });
  await input.click();
  await input.fill(typed);
  await form.page().getByRole("option", { name: option, exact: true }).click();
}

async function pick(form: Locator, field: string, option: string): Promise<void> {
  await form.getByRole("combobox", { name: field }).click();
  await form.page().getByRole("option", { name: option, exact: true }).click();
}

test("what a metric widget shows is changed in place", async ({ page }) => {
  await create(page, "Metric changes");
  await add(page, "Cost by Model");
  await page.getByRole("button", { name: "Edit Cost by Model" }).click();
  const form = page.getByRole("dialog", { name: "Edit widget" });
  await expect(form.getByRole("combobox", { name: "Metric" })).toHaveValue("Cost, all tools");
  await expect(form.getByRole("combobox", { name: "Break down by" })).toHaveValue("Model");
  await expect(form.getByRole("switch", { name: "Stack series" })).toBeChecked();
  await expectAccessible(page);

  await choose(form, "Metric", "gemini_cli.tool.call.latency", "Tool Latency · gemini_cli.tool.call.latency");
  await pick(form, "Statistic", "p95");
  await choose(form, "Break down by", "Tool", "Tool");
  await choose(form, "Only where tool is", "run_shell_command", "run_shell_command");
  await form.getByText("Lines", { exact: true }).click();
  await form.getByRole("switch", { name: "Stack series" }).click();
  await pick(form, "Service", "gemini-cli Gemini CLI");
  await pick(form, "Time range", "Last 2 days");
  await form.getByLabel("Title").fill("Shell latency");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();

  await page.reload();
  await page.getByRole("button", { name: "Edit Shell latency" }).click();
  await expect(form.getByLabel("Title")).toHaveValue("Shell latency");
  await expect(form.getByRole("combobox", { name: "Metric" })).toHaveValue(
    "Tool Latency · gemini_cli.tool.call.latency",
  );
  await expect(form.getByRole("combobox", { name: "Statistic" })).toHaveValue("p95");
  await expect(form.getByRole("combobox", { name: "Break down by" })).toHaveValue("Tool");
  await expect(form.getByRole("combobox", { name: "Only where tool is" })).toHaveValue("run_shell_command");
  await expect(form.getByRole("radio", { name: "Lines" })).toBeChecked();
  await expect(form.getByRole("switch", { name: "Stack series" })).not.toBeChecked();
  await expect(form.getByRole("combobox", { name: "Service" })).toHaveValue("gemini-cli");
  await expect(form.getByRole("combobox", { name: "Time range" })).toHaveValue("Last 2 days");

  await form.getByText("Metric Number", { exact: true }).click(); // drawn as a number, of the dashboard's range
  await pick(form, "Time range", "Dashboard range");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(widget(page, "Shell latency")).toContainText(/\d+(\.\d+)? m?s/);
  await expect(widget(page, "Shell latency").getByText("2d")).toHaveCount(0);
});

test("what an event widget shows is changed in place", async ({ page }) => {
  await create(page, "Event changes");
  await add(page, "Failed Requests");
  await page.getByRole("button", { name: "Edit Failed Requests" }).click();
  const form = page.getByRole("dialog", { name: "Edit widget" });
  await form.getByText("Event Chart", { exact: true }).click();
  await pick(form, "Event", "Tool calls, all tools");
  await choose(form, "Value", "duration", "duration_ms");
  await pick(form, "Statistic", "Maximum");
  await choose(form, "Break down by", "Tool", "Tool");
  await form.getByText("Bars", { exact: true }).click();
  await pick(form, "Time range", "Last 24 hours");
  await form.getByLabel("Title").fill("Slowest calls");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();

  await page.reload();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(widget(page, "Slowest calls").getByText("24h")).toBeVisible();
  await expect(widget(page, "Slowest calls").getByRole("img", { name: "Slowest calls over time" })).toBeVisible();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("button", { name: "Edit Slowest calls" }).click();
  await expect(form.getByRole("combobox", { name: "Event" })).toHaveValue("Tool calls, all tools");
  await expect(form.getByRole("combobox", { name: "Value" })).toHaveValue("duration_ms");
  await expect(form.getByRole("combobox", { name: "Statistic" })).toHaveValue("Maximum");
  await expect(form.getByRole("combobox", { name: "Break down by" })).toHaveValue("Tool");
  await expect(form.getByRole("radio", { name: "Bars" })).toBeChecked();
  await expect(form.getByRole("combobox", { name: "Time range" })).toHaveValue("Last 24 hours");
});

test("a dashboard is renamed, made the default, exported, imported and deleted", async ({ page }, info) => {
  await create(page, "Mine");
  await add(page, "Cost by Model");
  await page.getByRole("button", { name: "Done" }).click();
  await menu(page, "Rename");
  await page.getByRole("textbox", { name: "Name" }).fill("Mine too");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Mine too" })).toBeVisible();
  await menu(page, "Set as default");
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Mine too" })).toBeVisible();

  const downloading = page.waitForEvent("download");
  await menu(page, "Export as JSON");
  const file = info.outputPath("exported.json");
  await (await downloading).saveAs(file);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    schemaVersion: 1,
    name: "Mine too",
    widgets: [{ title: "Cost by Model", widgetType: "metric_chart" }],
  });

  await menu(page, "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No default dashboard")).toBeVisible();
  await page.getByRole("link", { name: "Choose or create one" }).click();
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByRole("heading", { level: 1, name: "Mine too" })).toBeVisible();
  await expect(widget(page, "Cost by Model")).toBeVisible();

  await menu(page, "Delete"); // on a page of its own
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No default dashboard")).toBeVisible();
});

test("a file that is no dashboard is refused with the reason", async ({ page }, info) => {
  await page.goto("/dashboard/new");
  const file = info.outputPath("broken.json");
  for (const [text, reason] of [
    ["{", /JSON/],
    ['{"schemaVersion":9,"name":"x","widgets":[]}', /version/i],
    ['{"schemaVersion":1,"widgets":[]}', /name/i],
  ] as const) {
    writeFileSync(file, text);
    await page.locator("input[type=file]").setInputFiles(file);
    await expect(page.getByRole("alert").filter({ hasText: reason }).last()).toBeVisible();
  }
  await expect(page.getByRole("heading", { level: 1, name: "New dashboard" })).toBeVisible();
});

test("ready-made dashboards are installed by a click", async ({ page }) => {
  for (const [tool, title] of [
    ["Claude Code", "Tokens by Type"],
    ["Codex CLI", "Tokens by Type"],
    ["Gemini CLI", "Tokens by Type"],
  ] as const) {
    await page.goto("/dashboard/new");
    await page.getByRole("button", { name: `Add ${tool}` }).click();
    await expect(page.getByRole("heading", { level: 1, name: tool })).toBeVisible();
    await expect(widget(page, title).getByRole("img", { name: /over time/ })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: tool })).toBeVisible();
  }
});
