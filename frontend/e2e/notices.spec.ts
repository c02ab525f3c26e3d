import { expect, test } from "./fixtures";

test.use({ recordings: [], serverOptions: ["--max-size-gb", "0.000001"] });

test("the page says a day before that the oldest data are going to be deleted", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByText(/^from .* on, the oldest data will be deleted when the database exceeds/)).toBeVisible();
});
