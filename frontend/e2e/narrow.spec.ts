import { expect, test } from "./fixtures";

test.use({ recordings: "all", viewport: { width: 390, height: 844 } });
test.describe.configure({ mode: "parallel" });

test("on a phone each screen fits its width, and the navigation opens", async ({ page, server }) => {
  const { traces } = (await server.api("/api/traces?main=true&limit=1")) as { traces: { id: string }[] };
  const { sessions } = (await server.api("/api/sessions?limit=1")) as { sessions: { sessionId: string }[] };
  const paths = ["/", "/traces", "/metrics", "/logs", "/sessions", "/projects", "/setup", "/dashboard/new"];
  const details = [`/traces/${traces[0]?.id}`, `/sessions/${encodeURIComponent(sessions[0]?.sessionId ?? "")}`];
  for (const path of [...paths, ...details]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
  }
  await page.getByRole("button", { name: "Open navigation" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Traces" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Traces" })).toBeVisible();
});

test("a span opens in a drawer", async ({ page }) => {
  await page.goto("/traces");
  await page.getByRole("list", { name: "Traces, newest first" }).getByRole("link").first().click();
  await page.getByRole("treegrid").getByRole("row").first().click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "Attributes" })).toBeVisible();
});
