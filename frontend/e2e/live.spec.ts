import { expect, test } from "./fixtures";

test.use({ recordings: ["claude/2.1.330-A"] });

test("a list counts what is new instead of jumping", async ({ page, server }) => {
  await page.goto("/logs");
  const list = page.getByRole("list", { name: "Logs, newest first" });
  const first = await list.getByRole("listitem").first().textContent();
  await server.replay("gemini/0.61.0-A");
  await expect(page.getByRole("button", { name: /^\d+ new$/ })).toBeVisible();
  expect(await list.getByRole("listitem").first().textContent()).toBe(first);
  await page.getByRole("button", { name: /^\d+ new$/ }).click();
  await expect(list.getByRole("listitem").first()).toContainText("gemini-cli");
});

test("charts and numbers follow", async ({ page, server }) => {
  await page.goto("/");
  const sessions = page.getByRole("region", { name: "Sessions", exact: true }).locator("[title]").first();
  const before = Number(await sessions.textContent());
  await server.replay("codex/0.77.0-tui");
  await expect.poll(async () => Number(await sessions.textContent())).toBe(before + 1);
  await expect(page.getByRole("region", { name: "Active Services" })).toContainText("codex");
});

test("the tail follows by itself, and can be paused", async ({ page, server }) => {
  await page.goto("/logs?tail=1");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await server.replay("codex/0.169.0-A");
  const list = page.getByRole("list", { name: "Logs, newest first" });
  await expect(list.getByRole("listitem").first()).toContainText("codex");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page).not.toHaveURL(/tail/);
});

test("live updates can be switched off for the page", async ({ page, server }) => {
  await page.goto("/logs");
  await expect(
    page
      .getByRole("status")
      .filter({ hasText: /^Live$/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press(".");
  await expect(page.getByRole("status").filter({ hasText: "Paused", visible: true })).toBeVisible();
  await server.replay("codex/0.77.0-A");
  await page.keyboard.press(".");
  await expect(page.getByRole("button", { name: /^\d+ new$/ })).toBeVisible();
});

test.describe("when the server dies", () => {
  test.use({
    expectedFaults:
      /ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_CONTENT_LENGTH_MISMATCH|ERR_INCOMPLETE_CHUNKED_ENCODING|WebSocket/,
  });

  test("the page says so, reconnects, and shows what came since", async ({ page, server }) => {
    await page.goto("/sessions");
    const list = page.getByRole("list", { name: "Sessions, most recent first" });
    await expect(list.getByRole("listitem").first()).toBeVisible();
    const before = await list.getByRole("listitem").count();
    await server.crash();
    await expect(page.getByRole("status").filter({ hasText: "Reconnecting", visible: true })).toBeVisible();
    await server.restart();
    await expect(
      page
        .getByRole("status")
        .filter({ hasText: /^Live$/ })
        .first(),
    ).toBeVisible({ timeout: 20_000 });
    await server.replay("gemini/0.20.2-A");
    await expect.poll(() => list.getByRole("listitem").count()).toBeGreaterThan(before);
  });
});
