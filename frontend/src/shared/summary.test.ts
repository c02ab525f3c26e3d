import { describe, expect, it } from "vitest";
import type { EventInfo, Log } from "@/api/client";
import { summaryOf } from "./summary";

const log = (change: Partial<Log>): Log => ({ timestamp: "2026-01-01T00:00:00Z", serviceName: "s", ...change });
const event = (...keyAttributes: string[]): EventInfo => ({
  name: "e",
  displayName: "E",
  description: "",
  keyAttributes,
});

describe("the summary of a log", () => {
  it("is its text", () => {
    expect(summaryOf(log({ body: " said\n" }), event("a"))).toEqual({ text: "said" });
    expect(summaryOf(log({ body: { a: [1] } }), undefined)).toEqual({ text: '{"a":[1]}' });
  });

  it("is the key attributes where the text only repeats the event's name", () => {
    const attributes = { b: 2, a: "x", c: "", other: 1 };
    const told = { pairs: [["a", "x"] as [string, string], ["b", "2"] as [string, string]] };
    expect(summaryOf(log({ body: "tool.e", eventName: "e", logAttributes: attributes }), event("a", "b", "c"))).toEqual(
      told,
    );
  });

  it("is the first attributes of an event that no plugin knows", () => {
    const attributes = { "event.name": "e", n: 2, none: null };
    expect(summaryOf(log({ logAttributes: attributes }), undefined)).toEqual({ pairs: [["n", "2"]] });
  });

  it("clips long texts", () => {
    const { text } = summaryOf(log({ body: "x".repeat(5000) }), undefined) as { text: string };
    expect(text).toHaveLength(401);
  });
});
