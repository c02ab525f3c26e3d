import type { EventInfo, MetricInfo } from "@/api/client";
import { QUICK_RANGES } from "@/shared/range";
import { STATISTICS } from "@/shared/statistics";
import type { ToolIndex } from "@/shared/tools";
import type { WidgetConfig } from "./config";
import { metricsOf } from "./data";
import { TOKEN_TYPES } from "./ledger";

export interface Choice {
  value: string;
  label: string;
}

export interface ChoiceGroup {
  group: string;
  items: Choice[];
}

type MetricRole = NonNullable<MetricInfo["role"]>;
type EventRole = NonNullable<EventInfo["role"]>;

const METRIC_ROLES: Record<MetricRole, string> = { cost: "Cost", tokens: "Tokens", sessions: "Sessions" };
const EVENT_ROLES: Record<EventRole, string> = {
  prompt: "Prompts",
  request: "Model calls",
  answer: "Model responses",
  error: "Failed model calls",
  tool_call: "Tool calls",
};
const ROLE = "role:";
const NAME = "name:";

export const EVENT_STATISTICS: readonly Choice[] = [
  ...STATISTICS,
  { value: "min", label: "Minimum" },
  { value: "max", label: "Maximum" },
];

/** What a widget can be about: for all tools by role, else by name. */
interface Source {
  roles: Record<string, string>;
  /** Names a tool declares. */
  declared: (tool: ToolIndex["tools"][number]) => readonly { name: string; displayName: string; role?: string }[];
  others: readonly string[];
}

function grouped({ roles, declared, others }: Source, tools: ToolIndex, otherTitle: string): ChoiceGroup[] {
  const used = new Set(tools.tools.flatMap((tool) => declared(tool).flatMap(({ role }) => role ?? [])));
  const seen = new Set<string>();
  const named = (name: string, title: string): Choice[] => {
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew ? [{ value: NAME + name, label: title === name ? name : `${title} · ${name}` }] : [];
  };
  const common = Object.entries(roles).filter(([role]) => used.has(role));
  return [
    {
      group: "All tools",
      items: common.map(([role, label]) => ({ value: ROLE + role, label: `${label}, all tools` })),
    },
    ...tools.tools.map((tool) => ({
      group: tool.title,
      items: declared(tool).flatMap(({ name, displayName }) => named(name, displayName)),
    })),
    { group: otherTitle, items: others.flatMap((name) => named(name, name)) },
  ].filter(({ items }) => items.length > 0);
}

/** The metrics a widget can be about; `stored` are the names of all there are. */
export function metricChoices(tools: ToolIndex, stored: readonly string[], config: WidgetConfig): ChoiceGroup[] {
  const others = config.metricName ? [...stored, config.metricName] : stored;
  return grouped({ roles: METRIC_ROLES, declared: (tool) => tool.metrics, others }, tools, "Other metrics");
}

export function metricChoice({ metricName, role }: WidgetConfig): string | null {
  return metricName ? NAME + metricName : role ? ROLE + role : null;
}

/** The events a widget can be about. */
export function eventChoices(tools: ToolIndex, config: WidgetConfig): ChoiceGroup[] {
  const others = config.event ? [config.event] : [];
  return grouped({ roles: EVENT_ROLES, declared: (tool) => tool.events, others }, tools, "Other events");
}

export function eventChoice({ event, eventRole }: WidgetConfig): string | null {
  return event ? NAME + event : eventRole ? ROLE + eventRole : null;
}

/** The config with another metric, without what only fits the former one. */
export function withMetric(config: WidgetConfig, choice: string, tools: ToolIndex): WidgetConfig {
  const chosen = choice.startsWith(NAME)
    ? { metricName: choice.slice(NAME.length), role: undefined }
    : { metricName: undefined, role: choice.slice(ROLE.length) as MetricRole };
  const next = { ...config, ...chosen, breakdownValue: undefined };
  return {
    ...next,
    stat: hasStatistics(next, tools) ? config.stat : undefined,
    breakdownAttribute: keptBreakdown(next, tools),
  };
}

/** The config with another event, without what only fits the former one. */
export function withEvent(config: WidgetConfig, choice: string, tools: ToolIndex): WidgetConfig {
  const chosen = choice.startsWith(NAME)
    ? { event: choice.slice(NAME.length), eventRole: undefined }
    : { event: undefined, eventRole: choice.slice(ROLE.length) as EventRole };
  const next = { ...config, ...chosen };
  const hasValue = valueChoices(next, tools).some(({ value }) => value === config.value);
  return {
    ...next,
    ...(hasValue ? {} : { value: undefined, stat: undefined }),
    breakdownAttribute: keptBreakdown(next, tools),
  };
}

function keptBreakdown(config: WidgetConfig, tools: ToolIndex): string | undefined {
  const { breakdownAttribute } = config;
  return breakdownChoices(config, tools).some(({ value }) => value === breakdownAttribute)
    ? breakdownAttribute
    : undefined;
}

/** Whether the metric is a distribution. */
export function hasStatistics(config: WidgetConfig, tools: ToolIndex): boolean {
  return config.metricName !== undefined && tools.metric(config.metricName)?.info.kind === "histogram";
}

/** Attributes that the tools declare for the metric or event. */
export function breakdownChoices(config: WidgetConfig, tools: ToolIndex): Choice[] {
  const ofMetrics = metricsOf(config, tools).flatMap(({ name }) => tools.metric(name)?.info.breakdowns ?? []);
  const declared = ofMetrics.map(({ attribute, label }) => ({ value: attribute, label }));
  const ofEvents = eventsOf(config, tools).flatMap(({ keyAttributes }) => keyAttributes);
  const overTools = config.role || config.eventRole ? [{ value: "tool", label: "Tool" }] : [];
  return unique([...overTools, ...declared, ...ofEvents.map(asChoice)]);
}

/** Values of the breakdown that the tools declare; of all tools together those of the ledger. */
export function onlyValueChoices(config: WidgetConfig, tools: ToolIndex): Choice[] {
  if (!config.metricName && config.role === "tokens" && config.breakdownAttribute === "type") {
    return Object.entries(TOKEN_TYPES).map(([value, label]) => ({ value, label }));
  }
  const breakdowns = metricsOf(config, tools).flatMap(({ name }) => tools.metric(name)?.info.breakdowns ?? []);
  return unique(
    breakdowns
      .filter(({ attribute }) => attribute === config.breakdownAttribute)
      .flatMap(({ values }) => values.map(({ value, label }) => ({ value, label }))),
  );
}

/** Attributes of the event. */
export function valueChoices(config: WidgetConfig, tools: ToolIndex): Choice[] {
  return unique(eventsOf(config, tools).flatMap(({ keyAttributes }) => keyAttributes.map(asChoice)));
}

function eventsOf({ event, eventRole }: WidgetConfig, tools: ToolIndex): EventInfo[] {
  return tools.tools
    .flatMap((tool) => tool.events)
    .filter((one) => (event ? one.name === event : eventRole !== undefined && one.role === eventRole));
}

/** Ranges of a widget's own. */
export function rangeChoices(back: string | undefined): Choice[] {
  const quick = QUICK_RANGES.map(({ from, label }) => ({ value: from.slice("now-".length), label }));
  return back && !quick.some(({ value }) => value === back)
    ? [...quick, { value: back, label: `Last ${back}` }]
    : quick;
}

/** A title for a widget about this; undefined where nothing is chosen. */
export function titleOf(config: WidgetConfig, tools: ToolIndex): string | undefined {
  return (
    (config.metricName && tools.metricTitle(config.metricName)) ||
    (config.role && METRIC_ROLES[config.role]) ||
    (config.event && tools.eventTitle(config.event)) ||
    (config.eventRole && EVENT_ROLES[config.eventRole]) ||
    undefined
  );
}

const asChoice = (name: string): Choice => ({ value: name, label: name });

function unique(choices: readonly Choice[]): Choice[] {
  return [...new Map(choices.toReversed().map((choice) => [choice.value, choice])).values()].toReversed();
}
