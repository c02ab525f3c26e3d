import { expect, expectAccessible, test } from "./fixtures";

test.describe.configure({ mode: "parallel" });

const VIEWS = ["/", "/traces", "/metrics", "/logs", "/sessions", "/projects", "/setup"];

test("the dashboard opens, and each address is a view that can be reloaded", async ({ page }) => {
  for (const path of VIEWS) {
    await page.goto(path);
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    await expect(page.getByRole("heading").first()).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`^[^?]*${path}(\\?|$)`));
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`every view is accessible, ${colorScheme}`, async ({ page, server }) => {
    test.setTimeout(90_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { traces } = (await server.api("/api/traces?main=true&limit=1")) as { traces: Record<string, string>[] };
    const { sessions } = (await server.api("/api/sessions?limit=1")) as { sessions: Record<string, string>[] };
    const trace = `/traces/${traces[0]?.id}?span=${traces[0]?.rootSpanId}`;
    const session = `/sessions/${encodeURIComponent(sessions[0]?.sessionId ?? "")}`;
    for (const path of [
      ...VIEWS,
      trace,
      session,
      `${session}?tab=telemetry`,
      "/?edit=1",
      "/dashboard/new",
      "/nowhere",
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await expectAccessible(page);
    }
  });

  test(`what opens above a view is accessible, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(90_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/?edit=1");
    await page.getByRole("button", { name: "Add widget" }).click();
    await expect(page.getByRole("dialog", { name: "Add widget" })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Dashboards", exact: true }).click();
    await expect(page.getByRole("menuitem", { name: "Delete" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Time range/ }).click();
    await expect(page.getByText(/^Times are in/)).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    for (const key of ["?", "Control+k"]) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    }
  });
}

test("the live connection opens", async ({ page }) => {
  const opened = page.waitForEvent("websocket");
  await page.goto("/");
  expect((await opened).url()).toMatch(/\/ws$/);
});

test("a browser gets brotli, keeps hashed files for ever and asks for the page again", async ({ page }) => {
  const scripts = page.waitForResponse((response) => /\/assets\/index-.*\.js$/.test(response.url()));
  const document = await page.goto("/");
  expect(await document?.headerValue("cache-control")).toBe("no-cache");
  expect(await document?.headerValue("content-encoding")).toBe("br");
  const script = await scripts;
  expect(await script.headerValue("cache-control")).toContain("immutable");
  expect(await script.headerValue("content-encoding")).toBe("br");
});

test.describe("the harness notices", () => {
  test.fail();

  test("a script that is not ours", async ({ page }) => {
    await page.goto("/");
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.body.append(script);
    });
  });

  test("a request to another origin", async ({ page }) => {
    await page.goto("/");
    await page.evaluate(() => fetch("http://127.0.0.1:9/").catch(() => undefined));
  });

  test("an exception", async ({ page }) => {
    await page.goto("/");
    await page.evaluate(() => void setTimeout(() => JSON.parse("{")));
    await page.waitForTimeout(100);
  });

  test("an answer that failed", async ({ page }) => {
    await page.goto("/");
    await page.evaluate(() => fetch("/api/unknown"));
  });
});
