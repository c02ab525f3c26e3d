import { expect, test } from "./fixtures";

test.use({ recordings: ["claude/2.1.330-A"] });

test("a drag across the histogram of the logs chooses its time", async ({ page }) => {
  await page.goto("/logs?from=now-1h&to=now");
  const chart = page.getByRole("img", { name: /^Logs over time by level/ });
  await chart.hover();
  const box = await chart.boundingBox();
  if (!box) throw new Error("no histogram");
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/);
  await page.goBack();
  await expect(page).toHaveURL(/from=now-1h/);
});

test("quick ranges move with the clock, absolute ones stand still; the zone of the times is named", async ({
  page,
}) => {
  await page.goto("/logs");
  await page.getByRole("button", { name: /^Time range/ }).click();
  await expect(page.getByText("Times are in UTC")).toBeVisible();
  await page.getByRole("button", { name: "Last 6 hours" }).click();
  await expect(page).toHaveURL(/from=now-6h&to=now/);
  await expect(page.getByRole("button", { name: "Time range: Last 6 hours" })).toBeVisible();
  await page.getByRole("button", { name: /^Time range/ }).click();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/);
});

test("the colours are the system's, or those that were chosen, also after a reload", async ({ page }) => {
  const scheme = page.locator("html");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/");
  await expect(scheme).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.getByRole("button", { name: "Colour scheme: system" }).click();
  await expect(scheme).toHaveAttribute("data-mantine-color-scheme", "light");
  await page.reload();
  await expect(scheme).toHaveAttribute("data-mantine-color-scheme", "light");
});

test("a name in a legend shows that line alone; what does not fit is a click away", async ({ page }) => {
  await page.goto("/");
  const card = page.getByRole("region", { name: "Tokens by Type", exact: true });
  const name = card.getByRole("button", { name: /^Cache read/ });
  await name.click();
  await expect(name).toHaveAttribute("aria-pressed", "true");
  await page.setViewportSize({ width: 390, height: 844 });
  await card.getByRole("button", { name: /more…$/ }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: /^Cache read/ })).toBeVisible();
});
