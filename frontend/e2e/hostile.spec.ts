import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { fill, SESSION, SESSION_TRACE, STRINGS, TITLES, TRACE } from "./hostile";

declare global {
  interface Window {
    wider: number;
  }
}

test.use({ recordings: ["claude/2.1.330-A"] });
test.setTimeout(300_000);

const LISTS = { "/traces?all=1": "Traces", "/logs": "Logs", "/sessions": "Sessions" };

/** Remembers how much wider than the window a page was in any of its frames. */
async function watchWidth(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.wider = 0;
    const look = () => {
      window.wider = Math.max(window.wider, document.documentElement.scrollWidth - innerWidth);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** The page has what it had, was never wider than the window, and its frame stands where it belongs. */
async function expectIntact(page: Page, what: string): Promise<void> {
  const layout = await page.evaluate(() => ({
    wider: Math.max(window.wider, document.documentElement.scrollWidth - innerWidth),
    pwned: "__pwned" in window,
    main: document.querySelector("main")?.getBoundingClientRect().right ?? 0,
    inner: innerWidth,
    text: document.body.innerText.length,
  }));
  expect(layout.wider, what).toBeLessThanOrEqual(0);
  expect(layout.pwned, what).toBe(false);
  expect(layout.main, what).toBeLessThanOrEqual(layout.inner);
  expect(layout.text, what).toBeGreaterThan(50);
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).first().waitFor({ timeout: 20_000 });
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expectIntact(page, path);
}

/** Scrolls a list to its end, so that every row was drawn once. */
async function scrollThrough(page: Page, selector: string): Promise<void> {
  await page.locator(selector).evaluate(async (element) => {
    for (let last = -1; last !== element.scrollTop;) {
      last = element.scrollTop;
      element.scrollTop += element.clientHeight * 0.9;
      for (let frame = 0; frame < 2; frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
    }
  });
}

async function globals(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.getOwnPropertyNames(window).toSorted());
}

/** What a page of ours has in its window, before any of the strings is there. */
let ordinary: string[];
let dashboards: string[];

test.beforeAll(async ({ browser, server }) => {
  test.setTimeout(120_000); // hundreds of requests
  expect(STRINGS.length).toBeGreaterThanOrEqual(500);
  const page = await browser.newPage({ baseURL: server.url });
  await watchWidth(page);
  await visit(page, "/");
  ordinary = await globals(page);
  await page.close();
  dashboards = await fill(server);
});

test.beforeEach(({ page }) => watchWidth(page));

test("hostile strings in every field run nothing, load nothing and break no layout", async ({ page }) => {
  for (const id of dashboards) await visit(page, `/dashboard/${id}`);
  await visit(page, `/dashboard/${dashboards[1]}?edit=1`);
  await visit(page, "/dashboard/new");
  await expect(page.getByRole("navigation").getByRole("link", { name: TITLES[0], exact: true })).toBeVisible();
  for (const [path, name] of Object.entries(LISTS)) {
    await visit(page, path);
    await scrollThrough(page, `[aria-label^="${name}, "]`);
    await expectIntact(page, path);
  }
  expect(await globals(page)).toEqual(ordinary);
});

test("hostile strings in details", async ({ page }) => {
  await visit(page, `/traces/${TRACE}?span=0000000000000001`);
  await expect(page.getByRole("term").filter({ hasText: "<ScRiPt" }).first()).toBeVisible();
  await scrollThrough(page, "[role=treegrid]");
  await expectIntact(page, "a trace");
  const session = `/sessions/${encodeURIComponent(SESSION)}`;
  await visit(page, session);
  await scrollThrough(page, '[aria-label="Conversation, oldest first"]');
  await expectIntact(page, "the turns of a session");
  await visit(page, `${session}?tab=telemetry`);
  await scrollThrough(page, '[aria-label="Session activity, oldest first"]');
  await expectIntact(page, "the telemetry of a session");
  await visit(page, `/logs?trace=${SESSION_TRACE}&service=claude-code`);
  const log = page.getByRole("list", { name: "Logs, newest first" }).getByRole("listitem").first();
  await log.getByRole("button").first().click();
  await expectIntact(page, "a log");
  await visit(page, "/metrics?metric=claude_code.token.usage&breakdown=model&from=now-1h&to=now");
  await page.getByRole("img", { name: /over time/ }).hover();
  await expectIntact(page, "the tooltip of a chart");
  await visit(page, `/metrics?metric=${encodeURIComponent(STRINGS[0] ?? "")}&from=now-1h&to=now`);
  await visit(page, "/setup");
  await page.getByRole("button", { name: /^Other tools/ }).click();
  await expectIntact(page, "setup");
});

test("hostile strings in what opens: choices, palette, addresses", async ({ page }) => {
  for (const [path, field] of [
    ["/logs", "Event"],
    ["/logs", "Service"],
    ["/traces", "Service"],
    ["/sessions", "Service"],
  ] as const) {
    await visit(page, path);
    await page.getByRole("combobox", { name: field }).click();
    await expect(page.getByRole("option").first()).toBeVisible();
    await expectIntact(page, `${path}, ${field}`);
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("textbox", { name: "Search", exact: true }).fill("<img");
  await expectIntact(page, "the palette");
  for (const text of STRINGS.filter((_, number) => number % 40 === 0 && number > 0)) {
    const address = encodeURIComponent(text.slice(0, 500));
    await page.goto(`/logs?q=${address}&service=${address}&event=${address}&level=${address}&trace=${address}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await expectIntact(page, text);
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("hostile strings fit", async ({ page }) => {
    const details = [`/traces/${TRACE}`, `/sessions/${encodeURIComponent(SESSION)}`, `/dashboard/${dashboards[1]}`];
    for (const path of [...Object.keys(LISTS), ...details, "/metrics", "/setup"]) await visit(page, path);
  });
});
