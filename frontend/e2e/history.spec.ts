import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";
import { writeHostile } from "./hostileTranscript";
import type { Server } from "./server";

interface Figures {
  calls: number;
  cost: number;
}

interface Session {
  sessionId: string;
  title?: string;
  prompt?: string;
}

const HOMES = [
  "claude-2.1.332/blocks",
  "claude-2.1.332/compact",
  "claude-2.1.332/places",
  "claude-2.1.332/subagents",
  "codex-0.171.0/tui",
  "gemini-0.61.0/compress",
];
const EVER = "from=1970-01-01T00:00:00Z&to=now";

test.use({ recordings: [], transcripts: HOMES });
test.describe.configure({ mode: "serial" });

const usd = (cost: number): string => {
  const digits = cost >= 1 ? 2 : cost >= 0.1 ? 3 : 4;
  return `$${cost.toFixed(digits)}`;
};

async function importAll(server: Server): Promise<void> {
  await server.post("/api/history/import", {});
  await expect
    .poll(async () => (await server.api("/api/history/import")) as object)
    .toMatchObject({ import: { state: "done" } });
}

/** Id of the session that was begun with a prompt. */
async function begunWith(server: Server, prompt: string): Promise<string> {
  const { sessions } = (await server.api(`/api/sessions?${EVER}&limit=1000`)) as { sessions: Session[] };
  const found = sessions.find((session) => session.prompt === prompt);
  if (!found) throw new Error(`no session begins with ${prompt}: ${JSON.stringify(sessions)}`);
  return found.sessionId;
}

const conversation = (page: Page) => page.getByRole("list", { name: "Conversation, oldest first" });

test("three clicks lead from the first page to what each project cost", async ({ page, server }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Welcome" })).toBeVisible();
  const history = page.getByRole("region", { name: "History" });
  await expect(history.getByRole("listitem", { name: "Claude Code" })).toContainText(/\d+ transcripts, .* since /);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Import history" }).click(); // one
  const dialog = page.getByRole("dialog", { name: "Import history" });
  await expect(dialog).toContainText("AI_OBSERVER_KEEP_TEXT=titles");
  await expect(dialog).toContainText("Codex CLI: 2 transcripts");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Import" }).click(); // two
  await expect(history.getByText(/^Imported \d+ files$/)).toBeVisible();
  await expect(history.getByRole("listitem", { name: "Gemini CLI" })).toContainText("all imported");
  const { total } = (await server.api("/api/ledger")) as { total: Figures };
  await expect(history).toContainText(`New calls${total.calls}`);
  await expect(history).toContainText(`Cost by API prices${usd(total.cost)}`);
  await expectAccessible(page);
  await history.getByRole("link", { name: "Cost by project" }).click(); // three

  const { rows } = (await server.api("/api/ledger?group=project")) as { rows: (Figures & { project: string })[] };
  expect(rows.length).toBeGreaterThan(3);
  for (const { project, calls, cost } of rows) {
    const row = page.getByRole("row").filter({ has: page.getByText(project, { exact: true }) });
    await expect(row.getByRole("cell").nth(1)).toHaveText(String(calls));
    await expect(row).toContainText(usd(cost));
  }
  await expect(page.getByRole("row", { name: /^Total/ })).toContainText(usd(total.cost));
  await expectAccessible(page);
});

test("afterwards the first page is the dashboard, and set-up still tells of the import", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.goto("/setup");
  const history = page.getByRole("region", { name: "History" });
  await history.getByText(/^Imported \d+ files$/).click();
  await history.getByRole("link", { name: "Sessions" }).click();
  const list = page.getByRole("list", { name: "Sessions, most recent first" });
  const row = list.getByRole("listitem").filter({ hasText: "Have two subagents look, then sum up" });
  await expect(row).toContainText("Claude Code");
  await expect(row).toContainText("project");
  await expect(row).toContainText("master");
  await expect(row).toContainText("transcript");
  await expectAccessible(page);
});

test("a session is read turn by turn, subagents and tools unfold", async ({ page, server }) => {
  await page.goto(`/sessions/${await begunWith(server, "Have two subagents look, then sum up")}`);
  await expect(page.getByRole("heading", { level: 1, name: "Have two subagents look, then sum up" })).toBeVisible();
  const list = conversation(page);
  await expect(list.getByText("Both are back: one file, two lines.")).toBeVisible();
  await expect(list.getByRole("listitem").first()).toContainText("4 tool calls");
  await expect(list.getByText("There is one file.")).toHaveCount(0);
  await list.getByRole("button", { name: /^Subagent general-purpose/ }).click();
  await expect(list.getByText("There is one file.")).toBeVisible();
  await list.getByRole("button", { name: /^Bash/ }).click();
  await expect(list.getByText("$ ls | wc -l")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("textbox", { name: "Search conversation" }).fill("SEED.txt");
  await expect(page.getByText(/messages with “SEED.txt”/)).toBeVisible();
  await expect(list.locator("mark").first()).toHaveText("seed.txt");
  await expect(page).toHaveURL(/q=SEED/);
});

test("an address leads to a turn", async ({ page, server }) => {
  const id = await begunWith(server, "Write a file in a TUI session");
  await page.goto(`/sessions/${id}`);
  await page.getByRole("link", { name: "Link to turn 2" }).click();
  await expect(page).toHaveURL(/#turn=/);
  await page.reload();
  await expect(conversation(page).locator("[data-chosen]")).toContainText("Turn 2");
});

test("compactions stand where they happened", async ({ page, server }) => {
  await page.goto(`/sessions/${await begunWith(server, "First question")}`);
  await page.getByRole("button", { name: /^Context compacted/ }).click();
  await expect(conversation(page)).toContainText("state_snapshot");
});

test("where no transcript tells of a session its turns have their figures, and telemetry its events", async ({
  page,
  server,
}) => {
  await server.replay("claude/2.1.330-A");
  const { sessions } = (await server.api("/api/sessions?from=now-1h")) as { sessions: Session[] };
  await page.goto(`/sessions/${sessions[0]?.sessionId}`);
  await expect(page.getByRole("note")).toContainText("No imported transcript tells of this session");
  await expect(conversation(page).getByRole("heading", { name: "Turn 1" })).toBeVisible();
  await expect(conversation(page)).toContainText(/\$0\.\d+/);
  await page.getByText("Telemetry", { exact: true }).click();
  await expect(page).toHaveURL(/tab=telemetry/);
  await expect(page.getByRole("list", { name: "Session activity, oldest first" })).toBeVisible();
});

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  test.describe(`${viewport.width} pixels wide`, () => {
    test.use({ viewport });

    test("hostile strings in a transcript are text", async ({ page, server }) => {
      test.setTimeout(120_000);
      const session = writeHostile(server.home);
      await importAll(server);
      const wider = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      for (const path of [`/sessions?${EVER}`, "/projects", `/sessions/${session}`, `/sessions/${session}?q=script`]) {
        await page.goto(path);
        await page.waitForLoadState("networkidle");
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        expect(await wider(), path).toBeLessThanOrEqual(0);
        // what a panel holds beyond its edge cannot be seen
        const cut = await page
          .getByRole("table")
          .evaluateAll((all) =>
            all.map((one) => one.getBoundingClientRect().width - (one.parentElement?.clientWidth ?? 0)),
          );
        expect(Math.max(0, ...cut), path).toBeLessThan(1);
      }
      await page.goto(`/sessions/${session}`);
      const list = conversation(page);
      await list.getByRole("listitem").first().waitFor();
      for (let place = 0; place < 12; place++) {
        const folded = list.locator("[aria-expanded=false]");
        for (const button of (await folded.all()).slice(0, 3)) await button.click({ force: true });
        await list.evaluate((element) => (element.scrollTop += element.clientHeight));
        expect(await wider()).toBeLessThanOrEqual(0);
      }
      expect(await page.evaluate(() => "__pwned" in window)).toBe(false);
      await expect(page.getByRole("alert")).toHaveCount(0);
    });
  });
}

test("what is followed comes by itself", async ({ page, server }) => {
  const session = "f0110000-0000-4000-8000-000000000000";
  const name = "Follow transcripts of Claude Code as they are written";
  await page.goto("/setup");
  await page.getByRole("switch", { name }).click({ force: true });
  await expect(page.getByRole("switch", { name })).toBeChecked();
  await expect
    .poll(async () => (await server.api("/api/history")) as object)
    .toMatchObject({ watching: { state: "following" } });
  const folder = join(server.home, ".claude/projects/-home-dev-project");
  const prompt = { role: "user", content: "Come by itself" };
  const line = { type: "user", promptId: "p", uuid: "u", sessionId: session, timestamp: "2026-11-27T13:00:00.000Z" };
  appendFileSync(
    join(folder, `${session}.jsonl`),
    `${JSON.stringify({ ...line, cwd: "/home/dev/project", version: "2.1.332", message: prompt })}\n`,
  );
  await expect
    .poll(async () => JSON.stringify(await server.api("/api/turns?limit=1000")), { timeout: 20_000 })
    .toContain(session);
  await page.getByRole("switch", { name }).click({ force: true });
  await expect(page.getByRole("switch", { name })).not.toBeChecked();
});

test("where the transcript is gone the figures stay", async ({ page, server }) => {
  const id = await begunWith(server, "Have two subagents look, then sum up");
  rmSync(join(server.home, ".claude/projects/-home-dev-project"), { recursive: true });
  await page.goto(`/sessions/${id}`);
  await expect(page.getByRole("note")).toContainText("The transcript is no longer on disk");
  await expect(conversation(page).getByRole("listitem").first()).toContainText("Turn 1");
  await expect(conversation(page)).toContainText("4 tool calls");
  await expectAccessible(page);
});

test("what was imported is removed only when asked twice", async ({ page, server }) => {
  await page.goto("/setup");
  const tool = page.getByRole("region", { name: "History" }).getByRole("listitem", { name: "Codex CLI" });
  await tool.getByRole("button", { name: "More about the history of Codex CLI" }).click();
  await page.getByRole("menuitem", { name: "Remove imported history…" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove imported history?" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(tool).toContainText("not imported");
  const { rows } = (await server.api("/api/ledger?group=tool")) as { rows: { tool: string }[] };
  expect(rows.map((row) => row.tool)).not.toContain("codex");
});

test.describe("when the server refuses", () => {
  test.use({ expectedFaults: /409|503/ });

  for (const [status, error] of [
    [409, "an import is running; cancel it first"],
    [503, "the disk is full"],
  ] as const) {
    test(`an import is not begun, and ${status} says why`, async ({ page }) => {
      await page.route("**/api/history/import", (route) =>
        route.request().method() === "POST" ? route.fulfill({ status, json: { error } }) : route.continue(),
      );
      await page.goto("/setup");
      await page.getByRole("button", { name: "Import Codex CLI" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
      await expect(page.getByRole("region", { name: "History" }).getByRole("alert")).toHaveText(error);
    });
  }
});
