import { expect, it } from "vitest";
import type { Tool } from "@/api/client";
import { eventOptions } from "./events";

const event = (name: string, displayName: string) => ({ name, displayName, description: "", keyAttributes: [] });
const tool = (title: string, events: Tool["events"]) => ({ title, events }) as Tool;
const row = (eventName?: string) => ({ key: "", among: 0, log: { timestamp: "", serviceName: "s", eventName } });

it("offers each event once, with those that no plugin knows", () => {
  const tools = [tool("One", [event("a", "A")]), tool("Two", [event("a", "A again"), event("b", "B")])];
  expect(eventOptions(tools, [row("b"), row("odd"), row("odd"), row()], "chosen")).toEqual([
    { group: "One", items: [{ value: "a", label: "A · a" }] },
    { group: "Two", items: [{ value: "b", label: "B · b" }] },
    {
      group: "Other events in the list",
      items: [
        { value: "chosen", label: "chosen" },
        { value: "odd", label: "odd" },
      ],
    },
  ]);
});
