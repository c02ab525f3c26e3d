import { describe, expect, it } from "vitest";
import type { EventInfo, Log, SessionDetail } from "@/api/client";
import { durationMs, entriesOf } from "./entries";

const event: EventInfo = {
  name: "call",
  displayName: "Call",
  description: "",
  keyAttributes: ["model", "duration_ms"],
};
const log = (second: number, attributes: Record<string, unknown> = {}): Log => ({
  timestamp: `2026-01-01T00:00:0${second}.000000000Z`,
  serviceName: "s",
  eventName: "call",
  logAttributes: attributes,
});

const detail = (lists: Partial<SessionDetail>) =>
  ({ prompts: [], requests: [], answers: [], toolCalls: [], errors: [], ...lists }) as unknown as SessionDetail;

describe("the entries of a session", () => {
  it("stand in the order they began", () => {
    const entries = entriesOf(detail({ prompts: [log(2)], requests: [log(4, { duration_ms: "3000" })] }), () => event);
    expect(entries.map((entry) => [entry.kind, entry.endMs - entry.startMs])).toEqual([
      ["request", 3000],
      ["prompt", 0],
    ]);
  });

  it("has a failed request once, and other errors too", () => {
    const failed = log(1);
    const entries = entriesOf(detail({ requests: [failed, log(2)], errors: [failed, log(3)] }), () => event);
    expect(entries.map((entry) => [entry.kind, entry.failed])).toEqual([
      ["request", true],
      ["request", false],
      ["error", true],
    ]);
  });

  it("marks a call that did not succeed", () => {
    const calls = [log(1, { success: "false" }), log(2, { success: false }), log(3, { success: "true" }), log(4)];
    expect(entriesOf(detail({ toolCalls: calls }), () => event).map((entry) => entry.failed)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("shows an answered request once, for as long as it took", () => {
    const entries = entriesOf(
      detail({
        requests: [log(1), log(4), log(8)],
        answers: [log(3, { duration_ms: 2000 }), log(6, { duration_ms: 1900 })],
      }),
      () => event,
    );
    expect(entries.map((entry) => [entry.kind, entry.endMs - entry.startMs])).toEqual([
      ["request", 2000],
      ["request", 1900],
      ["request", 0],
    ]);
  });

  it("gives each a key of its own", () => {
    const entries = entriesOf(detail({ toolCalls: [log(1), log(1)] }), () => event);
    expect(new Set(entries.map((entry) => entry.key)).size).toBe(2);
  });
});

it("reads durations only where the event has one", () => {
  expect(durationMs(log(1, { duration_ms: 12 }), event)).toBe(12);
  expect(durationMs(log(1, { duration_ms: "soon" }), event)).toBeUndefined();
  expect(durationMs(log(1, { duration_ms: 12 }), undefined)).toBeUndefined();
});
