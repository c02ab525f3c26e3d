import type { ToolIndex } from "@/shared/tools";

interface Choice {
  name: string;
  title: string;
}

/** The metrics of a tool; without a tool those that no plugin knows. */
export interface Group {
  title: string;
  colour: string;
  choices: Choice[];
}

/** Metrics by tool, each tool's in the order it declares them. */
export function grouped(names: readonly string[], tools: ToolIndex): Group[] {
  const stored = new Set(names);
  const groups = tools.tools.map((tool) => ({
    title: tool.title,
    colour: tool.colour,
    choices: tool.metrics
      .filter((metric) => stored.has(metric.name) && tools.metric(metric.name)?.tool.id === tool.id)
      .map((metric) => ({ name: metric.name, title: metric.displayName })),
  }));
  const others = names.filter((name) => tools.metric(name) === undefined).map((name) => ({ name, title: name }));
  return [...groups, { title: "Other metrics", colour: tools.colourOf(""), choices: others }].filter(
    (group) => group.choices.length > 0,
  );
}

/** The metrics whose title or name contains a text, in any case. */
export function matching(groups: readonly Group[], text: string): Group[] {
  const wanted = text.trim().toLowerCase();
  return groups
    .map((group) => ({
      ...group,
      choices: group.choices.filter(
        ({ name, title }) => name.toLowerCase().includes(wanted) || title.toLowerCase().includes(wanted),
      ),
    }))
    .filter((group) => group.choices.length > 0);
}

/** The metric to begin with. */
export function firstOf(groups: readonly Group[]): string | undefined {
  return groups[0]?.choices[0]?.name;
}
