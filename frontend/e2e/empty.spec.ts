import { expect, test } from "./fixtures";

test.use({ recordings: [] });

test("the first look leads to setup, which turns green with the first signal", async ({ page, server }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/setup/);
  await page.getByRole("button", { name: /^Codex CLI/ }).click();
  await expect(page.getByText("Waiting for the first signal…")).toBeVisible();
  await server.replay("codex/0.169.0-A");
  await expect(page.getByText("First signal received.")).toBeVisible();
  await page.getByRole("link", { name: "Open the dashboard" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
});
