import { expect, test } from "./fixtures";

test.use({ recordings: ["claude/2.1.330-A"], permissions: ["clipboard-read", "clipboard-write"] });

test("g and a letter go to each page, ? helps, Esc closes", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  for (const [key, path] of [
    ["t", "/traces"],
    ["m", "/metrics"],
    ["l", "/logs"],
    ["s", "/sessions"],
    ["h", "/setup"],
    ["d", "/"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`:\\d+${path}(\\?|$)`));
  }
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("the palette finds pages, dashboards, tools and metrics", async ({ page }) => {
  await page.goto("/logs");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  const search = page.getByRole("textbox", { name: "Search", exact: true });
  await search.fill("Lines of Code");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/metrics\?.*metric=claude_code\.lines_of_code\.count/);
  await page.keyboard.press("Control+k");
  await search.fill("Connect Codex");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/setup\?tool=codex/);
});

test("/ searches, letters typed there are no shortcuts, y copies the link", async ({ page }) => {
  await page.goto("/logs");
  await page.getByRole("list", { name: "Logs, newest first" }).getByRole("listitem").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("gt.");
  await expect(page.getByRole("textbox", { name: "Search logs" })).toHaveValue("gt.");
  await expect(page).toHaveURL(/q=gt/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("y");
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test("j, k and Enter work through the logs", async ({ page }) => {
  await page.goto("/logs");
  const rows = page.getByRole("list", { name: "Logs, newest first" }).getByRole("listitem");
  await rows.first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows.nth(1).getByRole("button").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(rows.nth(1).getByRole("heading", { name: "Attributes" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(rows.nth(1).getByRole("heading", { name: "Attributes" })).toHaveCount(0);
});
