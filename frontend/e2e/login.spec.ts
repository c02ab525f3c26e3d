import { expect, expectAccessible, test } from "./fixtures";

const TOKEN = "browser-token-0123456789";

test.use({ recordings: [], serverOptions: ["--token", TOKEN], expectedFaults: /401/ });

for (const colorScheme of ["light", "dark"] as const) {
  test(`the login is accessible, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/login.html");
    await expect(page.getByLabel("Token")).toBeFocused();
    await expectAccessible(page);
  });
}

test("one logs in, comes where one wanted to, is live, and logs out", async ({ page }) => {
  await page.goto("/logs?search=x");
  await expect(page).toHaveURL(/\/login\.html\?next=/);
  await page.getByLabel("Token").fill("a wrong token");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Incorrect token.");

  const live = page.waitForEvent("websocket");
  await page.getByLabel("Token").fill(TOKEN);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/logs\?search=x/);
  const socket = await live;
  expect(socket.isClosed()).toBe(false);
  expect((await page.context().cookies()).map(({ httpOnly, sameSite }) => [httpOnly, sameSite])).toEqual([
    [true, "Strict"],
  ]);

  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL(/\/login\.html/);
  await page.goto("/traces");
  await expect(page).toHaveURL(/\/login\.html\?next=/);
});

test("a session that ended leads to the login, and back", async ({ page, context }) => {
  await page.goto("/traces");
  await page.getByLabel("Token").fill(TOKEN);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await context.clearCookies();
  // the page may notice by itself before the click arrives
  await page
    .getByRole("link", { name: "Sessions" })
    .click({ timeout: 2000 })
    .catch(() => undefined);
  await expect(page).toHaveURL(/\/login\.html\?next=%2F(sessions|traces)/);
});

test("the login never leads to another site", async ({ page }) => {
  for (const next of ["//evil.example/x", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]) {
    await page.goto(`/login.html?next=${encodeURIComponent(next)}`);
    await page.getByLabel("Token").fill(TOKEN);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    expect(new URL(page.url()).hostname).toBe("127.0.0.1");
  }
});
