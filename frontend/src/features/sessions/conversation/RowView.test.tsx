import { fireEvent, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Call, Message, ToolCall, Turn } from "@/api/client";
import { renderPart } from "@/shared/testing";
import { useFolds } from "./folds";
import { RowView } from "./RowView";
import { rowsOf } from "./rows";
import { type Told, turnsOf } from "./turns";

const TIME = "2026-01-01T12:00:00Z";
const said = (kind: Message["kind"], text: string, more: Partial<Message> = {}): Message => ({
  kind,
  time: TIME,
  text,
  ...more,
});
const used = { tool: "Run", toolCall: "x" };

function List({ told, wanted }: { told: Partial<Told>; wanted: string | undefined }) {
  const nothing = { messages: [], turns: [], calls: [], toolCalls: [], hasMore: false, isSearch: false };
  const folds = useFolds(wanted !== undefined);
  return rowsOf(turnsOf({ ...nothing, ...told }), folds.isOpen).map((row) => (
    <RowView key={row.key} row={row} wanted={wanted} target={undefined} folds={folds} />
  ));
}

/** Shows the rows of a conversation; the first word of it. */
async function shown(told: Partial<Told>, wanted?: string): Promise<HTMLElement> {
  renderPart(<List told={told} wanted={wanted} />);
  await screen.findAllByRole("heading");
  return document.body;
}

const unfold = (name: RegExp) => fireEvent.click(screen.getByRole("button", { name }));

it("shows what a turn cost, with the cached part of its input", async () => {
  const tokens = { input: 100, cacheRead: 300, cacheWrite: 0, cacheWrite1h: 0, output: 50, reasoning: 10, total: 450 };
  const counts = { calls: 2, errors: 1, retries: 0, cutOff: 0, unpricedCalls: 1, toolCalls: 3 };
  const times = { startTime: TIME, duration: 65e9, timedCalls: 2, timedDuration: 65e9 };
  const turn: Turn = { id: "t", tool: "a", isCommand: false, sources: [], tokens, cost: 0.12, ...counts, ...times };
  const body = await shown({ turns: [turn], messages: [said("prompt", "Do it")] });
  for (const text of ["Turn 1", "$0.120", "450 tokens, 75 % cached", "1m 05s", "2 calls", "3 tool calls", "1 error"]) {
    expect(body.textContent).toContain(text);
  }
  expect(screen.getByTitle("0.12 USD; 1 call without a price")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Link to turn 1" }).getAttribute("href")).toContain("#turn=t");
});

it("folds thinking and tools, with the first line of what they hold", async () => {
  const messages = [
    said("prompt", "Do it"),
    said("thinking", "First thought\nSecond thought"),
    said("tool_use", '{"command":"npm test\\nls"}', used),
    said("tool_result", "\nall good\nreally", used),
  ];
  const ledger = { id: "u", tool: "a", name: "Run", startTime: TIME, endTime: TIME, duration: 2e9, sources: [] };
  const body = await shown({ messages, toolCalls: [ledger as ToolCall] });
  expect(screen.getByRole("button", { name: /^Run npm test 2 s all good$/ })).toBeTruthy();
  expect(body.textContent).not.toContain("Second thought");
  expect(body.textContent).not.toContain("really");
  unfold(/^Thinking/);
  unfold(/^Run/);
  expect(body.textContent).toContain("Second thought");
  expect(body.textContent).toContain("$ npm test\nls");
  expect(body.textContent).toContain("all good\nreally");
  unfold(/^Run/);
  expect(body.textContent).not.toContain("really");
});

it("shows an edit as what was removed and added", async () => {
  const input = JSON.stringify({ file_path: "a.ts", old_string: "one\ntwo", new_string: "one\nthree" });
  const body = await shown({ messages: [said("tool_use", input, used), said("tool_result", "", used)] });
  unfold(/^Run a\.ts/);
  expect(screen.getByLabelText("Changes").textContent).toContain("removed: two");
  expect(screen.getByLabelText("Changes").textContent).toContain("added: three");
  expect(body.textContent).toContain("No output");
});

it("says what failed, was refused or stopped", async () => {
  const messages = [
    said("prompt", "go"),
    said("tool_use", "{}", used),
    said("tool_result", "no", { ...used, isError: true }),
  ];
  const fixed = { tool: "a", startTime: TIME, endTime: "2026-01-01T12:00:20Z", costSource: "unpriced", sources: [] };
  const calls = [
    { ...fixed, id: "1", outcome: "error", model: "m", statusCode: 529, attempts: 3 },
    { ...fixed, id: "2", outcome: "cut_off", model: "m" },
  ] as unknown as Call[];
  const body = await shown({ messages, calls, turns: [{ id: "t", startTime: TIME, tokens: {} } as unknown as Turn] });
  expect(screen.getByRole("button", { name: /^Run \{\} failed no$/ })).toBeTruthy();
  expect(body.textContent).toContain("Call failedm · status 529 · after 3 tries");
  expect(body.textContent).toContain("Stopped by the user");
});

it("cuts a long text until all of it is asked for", async () => {
  const text = Array.from({ length: 200 }, (_, line) => `line ${line}`).join("\n");
  const body = await shown({ messages: [said("answer", text, { characters: 99_999 })] });
  expect(body.textContent).not.toContain("line 199");
  unfold(/^Show all 1,689 characters$/);
  expect(body.textContent).toContain("line 199");
  expect(body.textContent).toContain("The first 1,689 of 99,999 characters");
});

it("shows what was searched unfolded and marked, also without the rest of it", async () => {
  const body = await shown({ messages: [said("tool_result", "a needle here", used)], isSearch: true }, "NEEDLE");
  expect(body.querySelector("mark")?.textContent).toBe("needle");
  expect(body.textContent).not.toContain("No result");
});

it.each(["<img src=x onerror=alert(1)>", "```\n<script>alert(1)</script>\n```", "\u202e<b>x</b>\u0000"])(
  "takes %j for text, wherever it stands",
  async (text) => {
    const input = JSON.stringify({ command: text, [text]: text });
    const messages = [
      ...(["prompt", "answer", "thinking", "error", "compaction", "limit", "note"] as const).map((kind) =>
        said(kind, text),
      ),
      said("tool_use", input, { tool: text, toolCall: text }),
      said("permission", JSON.stringify({ [text]: text }), { toolCall: text }),
      said("tool_result", text, { tool: text, toolCall: text }),
      said("answer", text, { agentId: text }),
    ];
    const body = await shown({ messages });
    for (let next = screen.queryAllByRole("button", { expanded: false }); next[0];) {
      fireEvent.click(next[0]);
      next = screen.queryAllByRole("button", { expanded: false });
    }
    expect(body.querySelectorAll("img, script, b")).toHaveLength(0);
    expect(body.textContent.split("alert(1)").length + body.textContent.split("<b>").length).toBeGreaterThan(8);
  },
);
