import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../e2e/fixtures";
import type { Server } from "../e2e/server";

const FOLDER = resolve(import.meta.dirname, "../../docs/images");

interface Listed {
  traces: { id: string; spanCount: number }[];
  sessions: { sessionId: string; requestCount: number }[];
}

test.use({ recordings: [], serverOptions: ["--demo"] });

/** The fullest of the newest. */
async function addresses(server: Server): Promise<Record<string, string>> {
  const { traces } = (await server.api("/api/traces?main=true&from=now-7d&limit=50")) as Listed;
  const { sessions } = (await server.api("/api/sessions?from=now-7d&limit=50")) as Listed;
  const trace = traces.reduce((best, next) => (next.spanCount > best.spanCount ? next : best));
  const session = sessions.reduce((best, next) => (next.requestCount > best.requestCount ? next : best));
  return {
    dashboard: "/",
    traces: "/traces",
    trace: `/traces/${trace.id}`,
    metrics: "/metrics?metric=claude_code.token.usage&breakdown=type&from=now-24h&to=now",
    logs: "/logs",
    sessions: "/sessions",
    session: `/sessions/${encodeURIComponent(session.sessionId)}`,
    setup: "/setup",
  };
}

/** Until nothing loads any more, and the last chart is drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.getByRole("status", { name: /loading/i })).toHaveCount(0);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 300))));
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`pictures of the screens, ${colorScheme}`, async ({ page, server }) => {
    await expect.poll(() => server.log, { timeout: 30_000 }).toContain("sample history complete");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [name, path] of Object.entries(await addresses(server))) {
      await page.goto(path);
      await settled(page);
      await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
    }
  });
}
