import { describe, expect, it } from "vitest";
import type { Call, Message, ToolCall, Turn } from "@/api/client";
import type { Item, TurnView } from "./model";
import { nextTurn, rowsOf } from "./rows";
import { type Told, turnsOf } from "./turns";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const TOKENS = { input: 1, cacheRead: 2, cacheWrite: 3, cacheWrite1h: 0, output: 4, reasoning: 0, total: 10 };

function message(second: number, kind: Message["kind"], text: string, more: Partial<Message> = {}): Message {
  return { kind, time: at(second), text, ...more };
}

function turn(id: string, second: number, more: Partial<Turn> = {}): Turn {
  const figures = {
    calls: 1,
    errors: 0,
    retries: 0,
    cutOff: 0,
    tokens: TOKENS,
    cost: 1,
    unpricedCalls: 0,
    duration: 1,
    timedCalls: 0,
    timedDuration: 0,
  };
  return { id, tool: "a", startTime: at(second), isCommand: false, toolCalls: 0, sources: [], ...figures, ...more };
}

function call(id: string, second: number, more: Partial<Call> = {}): Call {
  const times = { startTime: at(second), endTime: at(second) };
  return { id, tool: "a", ...times, costSource: "priced", outcome: "ok", sources: [], ...more };
}

function use(id: string, second: number, more: Partial<ToolCall> = {}): ToolCall {
  return { id, tool: "a", startTime: at(second), endTime: at(second), name: "Run", sources: [], ...more };
}

function told(parts: Partial<Told>): TurnView[] {
  return turnsOf({ messages: [], turns: [], calls: [], toolCalls: [], hasMore: false, isSearch: false, ...parts });
}

const word = (item: Item): string => {
  switch (item.kind) {
    case "message":
      return item.message.text;
    case "tool":
      return `${item.name}(${item.use?.text ?? ""}) ${item.result?.text ?? ""}`.trim();
    case "agent":
      return `${item.agentId}[${item.items.map(word).join()}]`;
    default:
      return `failed ${item.call.id}`;
  }
};
const outline = (views: readonly TurnView[]) => views.map((view) => [view.key, view.number, ...view.items.map(word)]);

describe("turns and messages", () => {
  it("go together by name, else by time", () => {
    const views = told({
      turns: [turn("t2", 20, { turn: "two" }), turn("t1", 10, { turn: "one" })],
      messages: [
        message(1, "note", "early"),
        message(10, "prompt", "first", { turn: "one" }),
        message(12, "answer", "a"),
        message(19, "prompt", "second", { turn: "two" }),
        message(21, "answer", "late", { turn: "one" }),
        message(22, "answer", "b"),
      ],
    });
    expect(outline(views)).toEqual([
      ["start", 0, "early"],
      ["t1", 1, "first", "a", "late"],
      ["t2", 2, "second", "b"],
    ]);
  });

  it("of several turns of one name a message belongs to the last before it", () => {
    const views = told({
      turns: [turn("t1", 10, { turn: "same" }), turn("t2", 20, { turn: "same" })],
      messages: [message(11, "answer", "a", { turn: "same" }), message(20, "prompt", "b", { turn: "same" })],
    });
    expect(outline(views)).toEqual([
      ["t1", 1, "a"],
      ["t2", 2, "b"],
    ]);
  });

  it("a prompt that the ledger does not know yet begins a turn, a note does not", () => {
    const views = told({
      turns: [turn("t1", 10, { turn: "one" })],
      messages: [
        message(11, "note", "n", { turn: "local" }),
        message(30, "prompt", "new", { turn: "fresh" }),
        message(31, "answer", "a", { turn: "fresh" }),
      ],
    });
    expect(outline(views)).toEqual([
      ["t1", 1, "n"],
      ["fresh", 2, "new", "a"],
    ]);
    expect(views[1]?.figures).toBeUndefined();
  });

  it("turns without a word stand among the others, but not after what is not loaded", () => {
    const turns = [turn("t1", 10), turn("t2", 20), turn("t3", 30), turn("t4", 40)];
    const messages = [message(10, "prompt", "a"), message(30, "prompt", "b")];
    expect(told({ turns, messages }).map((view) => view.key)).toEqual(["t1", "t2", "t3", "t4"]);
    expect(told({ turns, messages, hasMore: true }).map((view) => view.key)).toEqual(["t1", "t2", "t3"]);
  });

  it("a search shows only turns with what was found, with their own numbers", () => {
    const turns = [turn("t1", 10), turn("t2", 20)];
    const views = told({
      turns,
      messages: [message(21, "answer", "found")],
      isSearch: true,
      toolCalls: [use("u", 10)],
    });
    expect(outline(views)).toEqual([["t2", 2, "found"]]);
  });

  it("escape codes of terminals are left out", () => {
    const views = told({ messages: [message(1, "note", "\u001b[2mCompacted\u001b[22m")] });
    expect(outline(views)).toEqual([["start", 0, "Compacted"]]);
  });
});

describe("uses of tools", () => {
  const messages = [
    message(11, "tool_use", "ls", { tool: "Run", toolCall: "x" }),
    message(11, "tool_use", "pwd", { tool: "Run", toolCall: "y" }),
    message(12, "permission", "{}", { tool: "Run", toolCall: "x" }),
    message(13, "tool_result", "home", { tool: "Run", toolCall: "y" }),
    message(14, "tool_result", "files", { tool: "Run", toolCall: "x", isError: true }),
  ];

  it("have their results, whatever came between", () => {
    const [view] = told({ turns: [turn("t", 10)], messages });
    expect(view?.items.map(word)).toEqual(["Run(ls) files", "Run(pwd) home"]);
    expect(view?.items[0]).toMatchObject({ permission: { text: "{}" } });
  });

  it("are joined with the ledger's by name and time, each once", () => {
    const toolCalls = [use("late", 14, { duration: 3e9 }), use("early", 13, { duration: 2e9 }), use("far", 40)];
    const [view] = told({ turns: [turn("t", 10)], messages, toolCalls });
    expect(view?.items.map((item) => (item.kind === "tool" ? item.ledger?.id : item.kind))).toEqual(["late", "early"]);
    expect(view?.toolNs).toBe(5e9);
  });

  it("without a result are joined by when they began", () => {
    const [view] = told({
      turns: [turn("t", 10)],
      messages: messages.slice(0, 1),
      toolCalls: [use("long", 59, { startTime: at(11) })],
    });
    expect(view?.items[0]).toMatchObject({ use: { text: "ls" }, ledger: { id: "long" } });
  });

  it("stand in turns of which no message tells, as the ledger has them", () => {
    const views = told({
      turns: [turn("t1", 10), turn("t2", 20)],
      messages: [message(10, "prompt", "a")],
      toolCalls: [use("two", 22), use("one", 21, { name: "Read" }), use("other", 11, { name: "Unknown" })],
    });
    expect(outline(views)).toEqual([
      ["t1", 1, "a"],
      ["t2", 2, "Read()", "Run()"],
    ]);
  });

  it("a result without its use is shown alone", () => {
    const [view] = told({ messages: [message(1, "tool_result", "out", { tool: "Run", toolCall: "lost" })] });
    expect(view?.items.map(word)).toEqual(["Run() out"]);
  });
});

describe("subagents", () => {
  const agents = [
    message(10, "prompt", "go"),
    message(11, "note", "task A", { agentId: "A" }),
    message(12, "note", "task B", { agentId: "B" }),
    message(13, "answer", "done A", { agentId: "A" }),
    message(14, "answer", "sum"),
  ];

  it("are blocks within their turn, though they speak at the same time", () => {
    const [view] = told({
      turns: [turn("t", 10)],
      messages: agents,
      calls: [call("c1", 12, { agentId: "A", agent: "Explore" }), call("c2", 13, { duration: 7 })],
    });
    expect(view?.items.map(word)).toEqual(["go", "A[task A,done A]", "B[task B]", "sum"]);
    expect(view?.items[1]).toMatchObject({ calls: [{ id: "c1", agent: "Explore" }] });
    expect(view?.modelNs).toBe(7);
  });

  it("stay in the turn in which they began, unless they name another", () => {
    const views = told({
      turns: [turn("t1", 10, { turn: "one" }), turn("t2", 12, { turn: "two" })],
      messages: [
        message(10, "prompt", "go", { turn: "one" }),
        message(11, "note", "task", { agentId: "A" }),
        message(13, "answer", "still", { agentId: "A" }),
        message(14, "answer", "named", { agentId: "A", turn: "two" }),
      ],
    });
    expect(outline(views)).toEqual([
      ["t1", 1, "go", "A[task,still]"],
      ["t2", 2, "A[named]"],
    ]);
  });

  it("in their own sessions are not nested", () => {
    const messages = agents.filter((one) => one.agentId === "A");
    expect(told({ messages })[0]?.items.map(word)).toEqual(["task A", "done A"]);
  });

  it("are folded until they are opened", () => {
    const views = told({ turns: [turn("t", 10)], messages: agents });
    const kinds = (isOpen: (key: string) => boolean) =>
      rowsOf(views, isOpen).map((row) => (row.kind === "turn" ? row.kind : `${row.kind} ${row.depth}`));
    expect(kinds(() => false)).toEqual(["turn", "item 0", "agent 0", "agent 0", "item 0"]);
    expect(kinds((key) => key.endsWith(" A"))).toEqual([
      "turn",
      "item 0",
      "agent 0",
      "item 1",
      "item 1",
      "agent 0",
      "item 0",
    ]);
  });
});

describe("failed calls", () => {
  const failure = call("f", 15, { outcome: "error", statusCode: 529 });

  it("of which no message tells stand where they happened", () => {
    const messages = [message(10, "prompt", "a"), message(20, "answer", "b")];
    const [view] = told({ turns: [turn("t", 10)], messages, calls: [failure, call("ok", 16)] });
    expect(view?.items.map(word)).toEqual(["a", "failed f", "b"]);
  });

  it("are not told twice", () => {
    const messages = [message(10, "prompt", "a"), message(14, "error", "overloaded")];
    const [view] = told({ turns: [turn("t", 10)], messages, calls: [failure] });
    expect(view?.items.map(word)).toEqual(["a", "overloaded"]);
  });

  it("before the first turn are left out", () => {
    expect(told({ turns: [turn("t", 20)], calls: [failure] })[0]?.items).toEqual([]);
  });
});

it("puts 20,000 messages in order in a moment", () => {
  const messages = Array.from({ length: 20_000 }, (_, index) =>
    message(index, index % 2 ? "tool_result" : "tool_use", "x", { tool: "Run", toolCall: `${index >> 1}` }),
  );
  const toolCalls = Array.from({ length: 10_000 }, (_, index) => use(`${index}`, 2 * index + 1));
  const turns = Array.from({ length: 200 }, (_, index) => turn(`t${index}`, 100 * index));
  const began = performance.now();
  const views = told({ turns, messages, toolCalls });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(views.flatMap((view) => view.items).every((item) => item.kind === "tool" && item.ledger)).toBe(true);
});

it("leads from turn to turn", () => {
  const views = told({
    turns: [turn("t1", 10), turn("t2", 20)],
    messages: [message(10, "prompt", "a"), message(20, "prompt", "b")],
  });
  const rows = rowsOf(views, () => false);
  expect([nextTurn(rows, 0, 1), nextTurn(rows, 1, 1), nextTurn(rows, 3, 1)]).toEqual([2, 2, undefined]);
  expect([nextTurn(rows, 3, -1), nextTurn(rows, 2, -1), nextTurn(rows, 0, -1)]).toEqual([2, 0, undefined]);
});
