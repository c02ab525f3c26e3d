import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { api, type History, type ImportRun, type ToolHistory } from "@/api/client";
import { renderPart } from "@/shared/testing";
import { HistoryPanel } from "./HistoryPanel";

const tool: ToolHistory = {
  toolId: "a",
  title: "Tool A",
  folders: ["/places/a"],
  files: 2,
  bytes: 2048,
  newFiles: 2,
  newBytes: 2048,
  importedFiles: 0,
  goneFiles: 0,
  watched: false,
  expiringFiles: 0,
  notUnderstood: 0,
  unreadable: [],
};

const run: ImportRun = {
  tools: ["a"],
  state: "running",
  startTime: "2026-01-01T00:00:00Z",
  files: 2,
  filesRead: 1,
  bytes: 2048,
  bytesRead: 1024,
  sessions: 1,
  calls: 5,
  knownCalls: 3,
  toolCalls: 4,
  prompts: 2,
  tokens: 1_234_567,
  cost: 1.5,
  notUnderstood: 0,
  firstNotUnderstood: "",
  unreadable: 0,
  problems: [],
  problem: "",
};

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** The panel on a server that knows this history; returns what was asked, with bodies. */
function shown(history: Partial<History>, refusal?: { status: number; error: string }) {
  const asked: string[] = [];
  const whole: History = { tools: [tool], import: null, watching: null, keepText: "titles", ...history };
  for (const method of ["GET", "POST", "PUT", "DELETE"] satisfies Method[]) {
    vi.spyOn(api, method as "GET").mockImplementation((async (path: string, { body }: { body?: object } = {}) => {
      asked.push([method, path, body && JSON.stringify(body)].filter(Boolean).join(" "));
      const refused = method === "GET" ? undefined : refusal;
      const response = new Response(null, { status: refused?.status ?? 200 });
      return refused
        ? { error: refused, response }
        : { data: path === "/api/tools" ? { tools: [] } : method === "POST" ? run : whole, response };
    }) as never);
  }
  renderPart(<HistoryPanel />);
  return asked;
}

it("says what would be read and kept before it imports", async () => {
  const asked = shown({});
  fireEvent.click(await screen.findByRole("button", { name: "Import history" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("Tool A: 2 transcripts, 2 KiB");
  expect(dialog.textContent).toContain("AI_OBSERVER_KEEP_TEXT=titles");
  expect(asked.some((one) => one.startsWith("POST"))).toBe(false);
  fireEvent.click(within(dialog).getByRole("button", { name: "Import" }));
  await waitFor(() => expect(asked).toContain('POST /api/history/import {"tools":["a"]}'));
});

it("shows how far an import is, and lets it be cancelled", async () => {
  const asked = shown({ import: run });
  expect((await screen.findByRole("progressbar", { name: "Import" })).getAttribute("aria-valuenow")).toBe("50");
  expect(screen.getByText("1 of 2 files · 1 KiB of 2 KiB · 8 calls")).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Import history" }).disabled).toBe(true);
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(asked).toContain("DELETE /api/history/import"));
});

it("reports what came of it, with what was not understood", async () => {
  const odd = { notUnderstood: 7, firstNotUnderstood: "/places/a/x.jsonl, line 3" };
  const unread = { unreadable: 2, problems: ["/places/a/y.jsonl: Permission denied"] };
  shown({ import: { ...run, ...odd, ...unread, state: "done", filesRead: 2, endTime: "2026-01-01T00:01:00Z" } });
  expect(await screen.findByText("Imported 2 files")).toBeTruthy();
  const text = screen.getByRole("region", { name: "History" }).textContent;
  for (const part of [
    "Known already3",
    "New tokens1.2M",
    "$1.50",
    "7 lines not understood, the first in /places/a/x.jsonl, line 3",
    "2 files could not be read",
    "and 1 more",
  ]) {
    expect(text).toContain(part);
  }
  expect(screen.getByRole("link", { name: "Cost by project", hidden: true }).getAttribute("href")).toBe("/projects");
  expect(screen.getByRole("link", { name: "Sessions", hidden: true }).getAttribute("href")).toContain(
    "/sessions?from=",
  );
});

it("says in one line why it could not start", async () => {
  shown({}, { status: 409, error: "an import is running; cancel it first" });
  fireEvent.click(await screen.findByRole("button", { name: "Import Tool A" }));
  fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Import" }));
  expect((await screen.findByRole("alert")).textContent).toBe("an import is running; cancel it first");
});

it("follows one tool more, and leaves the others followed", async () => {
  const other: ToolHistory = { ...tool, toolId: "b", title: "Tool B", watched: true };
  const asked = shown({ tools: [tool, other] });
  fireEvent.click(await screen.findByRole("switch", { name: "Follow transcripts of Tool A as they are written" }));
  await waitFor(() => expect(asked).toContain('PUT /api/history/watch {"tools":["b","a"]}'));
});

it("removes what was imported only when asked twice", async () => {
  const asked = shown({ tools: [{ ...tool, newFiles: 0, importedFiles: 3, goneFiles: 1 }] });
  fireEvent.click(await screen.findByRole("button", { name: "More about the history of Tool A" }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Remove imported history…" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("1 of them are gone from this disk");
  expect(asked.some((one) => one.startsWith("DELETE"))).toBe(false);
  fireEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(asked).toContain("DELETE /api/history"));
});

it("says where it looked when there is nothing", async () => {
  shown({ tools: [{ ...tool, files: 0, newFiles: 0 }] });
  expect(await screen.findByText("No transcripts found")).toBeTruthy();
  expect(screen.getByText("/places/a")).toBeTruthy();
});
