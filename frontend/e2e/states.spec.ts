import { expect, expectAccessible, test } from "./fixtures";

const LONG_AGO = "from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z";

test.use({ recordings: ["claude/2.1.330-A"] });
test.describe.configure({ mode: "parallel" });

for (const [path, title] of [
  [`/traces?${LONG_AGO}`, "No traces in this range"],
  [`/logs?${LONG_AGO}`, "No logs in this range"],
  [`/sessions?${LONG_AGO}`, "No sessions in this range"],
  [`/metrics?metric=claude_code.cost.usage&${LONG_AGO}`, "No data points for this metric in this range"],
] as const) {
  test(`${path} has nothing in its range and leads to the newest`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByText(title)).toBeVisible();
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await expect(page.getByText(title)).toBeHidden();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

test("a session of which only a transcript tells shows its figures", async ({ page, server }) => {
  const { sessions } = (await server.api("/api/sessions")) as { sessions: { sessionId: string }[] };
  const none = { prompts: [], requests: [], answers: [], toolCalls: [], errors: [] };
  await page.route("**/api/sessions/*", async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as object;
    await route.fulfill({ response, json: { ...answer, ...none, requestCount: 12, sources: ["transcript"] } });
  });
  await page.goto(`/sessions/${sessions[0]?.sessionId}?tab=telemetry`);
  await expect(page.getByText("Only its transcript tells of this session")).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^12$/ })).toBeVisible();
  await expect(page.getByText("Claude Code").first()).toBeVisible();
  await expectAccessible(page);
});

test.describe("what does not exist", () => {
  test.use({ expectedFaults: /404/ });

  for (const [path, text] of [
    ["/traces/ffffffffffffffffffffffffffffffff", "Trace not found"],
    ["/sessions/nobody", "Session not found"],
    ["/dashboard/ffffffff", "Not found"],
    ["/nowhere", /no such page|not found/i],
  ] as const) {
    test(`${path} says so`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByText(text).first()).toBeVisible();
    });
  }
});

test.describe("when the server cannot answer", () => {
  test.use({ expectedFaults: /503/ });

  for (const path of ["/", "/traces", "/logs", "/sessions", "/projects", "/metrics", "/setup"]) {
    test(`${path} says why, and tries again on demand`, async ({ page }) => {
      await page.route("**/api/**", (route) =>
        route.fulfill({ status: 503, json: { error: "the database refuses to read; see the log" } }),
      );
      await page.goto(path);
      const failure = page.getByRole("alert").filter({ hasText: "the database refuses to read" }).first();
      await expect(failure).toBeVisible({ timeout: 20_000 });
      await page.unroute("**/api/**");
      await failure.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByText("the database refuses to read")).toHaveCount(0);
    });
  }
});

test("every screen says what was lost with a damaged write-ahead log", async ({ page }) => {
  const notice = "the write-ahead log was damaged: 2 transactions could not be read";
  await page.route("**/api/status", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), notices: [notice] } });
  });
  await page.goto("/traces");
  await expect(page.getByRole("alert").filter({ hasText: notice })).toHaveCount(1);
  await expectAccessible(page);
});

test("every screen says that the server stores nothing, until it does again", async ({ page, server }) => {
  const banner = page.getByRole("alert").filter({ hasText: "Not storing data" });
  await page.goto("/logs");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await server.withoutDatabase(async () => {
    await expect(banner).toContainText("was removed or replaced");
    for (const path of ["/", "/traces", "/metrics", "/sessions", "/setup"]) {
      await page.goto(path);
      await expect(banner).toHaveCount(1);
    }
    await expectAccessible(page);
  });
  await expect(banner).toHaveCount(0);
});

test.describe("when an answer fails later", () => {
  test.use({ expectedFaults: /503/ });

  test("what was there stays, marked as not up to date, until it is", async ({ page, server }) => {
    await page.goto("/sessions");
    const rows = page.getByRole("list", { name: "Sessions, most recent first" }).getByRole("listitem");
    await expect(rows.first()).toBeVisible();
    await page.route("**/api/sessions**", (route) => route.fulfill({ status: 503, json: { error: "too much to do" } }));
    await server.replay("gemini/0.61.0-A");
    const stale = page.getByRole("alert").filter({ hasText: "Out of date: too much to do" });
    await expect(stale).toBeVisible({ timeout: 20_000 });
    await expect(rows.first()).toBeVisible();
    await page.unroute("**/api/sessions**");
    await stale.getByRole("button", { name: "Try again" }).click();
    await expect(stale).toHaveCount(0);
  });
});
