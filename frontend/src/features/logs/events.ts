import type { Tool } from "@/api/client";
import type { Row } from "./paging";

interface Option {
  value: string;
  label: string;
}

export interface OptionGroup {
  group: string;
  items: Option[];
}

/** The events one can filter by: those of each tool, and those met in the list that no plugin knows. */
export function eventOptions(tools: readonly Tool[], rows: readonly Row[], chosen: string | undefined): OptionGroup[] {
  const taken = new Set<string>();
  const fresh = (name: string | undefined): name is string => {
    const isFresh = Boolean(name) && !taken.has(name ?? "");
    taken.add(name ?? "");
    return isFresh;
  };
  const groups = tools.map((tool) => ({
    group: tool.title,
    items: tool.events
      .filter((event) => fresh(event.name))
      .map((event) => ({ value: event.name, label: `${event.displayName} · ${event.name}` })),
  }));
  const others = [chosen, ...rows.map((row) => row.log.eventName)]
    .filter(fresh)
    .map((name) => ({ value: name, label: name }));
  return [...groups, { group: "Other events in the list", items: others }].filter((one) => one.items.length > 0);
}
