import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { api, read, type Series } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { boundsMs, isRelative, type Range } from "@/shared/range";
import { type ToolIndex, useTools } from "@/shared/tools";
import type { WidgetConfig } from "./config";
import { bucketSeconds } from "@/shared/buckets";
import { coloured, type Line } from "./data";

export interface EventQuery {
  event: string;
  toolId?: string;
  value?: string;
  stat?: string;
  breakdown?: string;
  aggregate?: boolean;
  /** Only events that have this attribute with the value `equals`. */
  attribute?: string;
  equals?: string;
  /** Only series whose breakdown label says that something failed. */
  failures?: boolean;
}

/** The events a widget is about: the one it names, or those of every tool that declare the role; none without either. */
export function eventQueries(config: WidgetConfig, tools: ToolIndex): EventQuery[] {
  const breakdown = config.breakdownAttribute === "tool" ? undefined : config.breakdownAttribute;
  const query = { value: config.value, stat: config.stat, breakdown };
  if (config.event) {
    return [{ ...query, event: config.event }];
  }
  if (!config.eventRole) {
    return [];
  }
  return tools.tools.flatMap((tool) => {
    const answers = config.value !== undefined && tool.events.some((event) => event.role === "answer");
    const role = config.eventRole === "request" && answers ? "answer" : config.eventRole;
    return tool.events.flatMap((event): EventQuery[] => {
      if (event.role === role) {
        return [{ ...query, event: event.name, toolId: tool.id }];
      }
      return config.eventRole === "error" && event.errorAttribute
        ? [{ event: event.name, toolId: tool.id, breakdown: event.errorAttribute, failures: true }]
        : [];
    });
  });
}

export interface EventAnswer {
  query: EventQuery;
  series: Series[];
}

interface EventData {
  bounds: [number, number];
  intervalMs: number;
  answers: EventAnswer[];
  pending: boolean;
  error: unknown;
}

/** The series of events; each is one request, they are few. */
export function useEventData(queries: readonly EventQuery[], service: string | undefined, range: Range): EventData {
  const key = ["dashboard-data", "events", range];
  useLiveRefresh(["logs"], key, isRelative(range));
  const [fromMs, toMs] = boundsMs(range);
  const intervalS = bucketSeconds(fromMs, toMs);
  const found = useQueries({
    queries: queries.map((query) => ({
      queryKey: [...key, service, query],
      placeholderData: keepPreviousData,
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const [from, to] = boundsMs(range).map((end) => new Date(end).toISOString());
        const { event, value, stat, breakdown, attribute, equals } = query;
        const size = query.aggregate ? { aggregate: "true" } : { interval: String(intervalS) };
        const search = { event, value, stat, breakdown, attribute, equals, service, from, to, ...size };
        const { series } = await read(api.GET("/api/logs/series", { params: { query: search }, signal }));
        return (query.failures ? series.filter((one) => isFailure(one, breakdown)) : series) as Series[];
      },
    })),
  });
  return {
    bounds: [fromMs, toMs],
    intervalMs: intervalS * 1000,
    answers: queries.map((query, index) => ({ query, series: found[index]?.data ?? [] })),
    pending: found.some((one) => one.isPending),
    error: found.find((one) => one.error)?.error,
  };
}

function isFailure(series: Pick<Series, "labels">, attribute: string | undefined): boolean {
  const label = attribute ? series.labels[attribute] : undefined;
  return label !== undefined && label !== "" && label.toLowerCase() !== "false";
}

/** Whether a widget counts or adds up, so that its values may be added over series. */
export function isCounted({ stat, value }: WidgetConfig): boolean {
  return stat === "count" || stat === "sum" || (!stat && !value);
}

/** One line per tool, or per value of the breakdown attribute; counts are added, statistics are not. */
export function eventLines(config: WidgetConfig, answers: readonly EventAnswer[], tools: ToolIndex): Line[] {
  const counts = isCounted(config);
  const attribute = config.breakdownAttribute === "tool" ? undefined : config.breakdownAttribute;
  const lines = new Map<string, Line>();
  for (const { query, series } of answers) {
    for (const one of series) {
      const service = one.labels.service ?? "";
      const asked = tools.byId(query.toolId);
      if (asked && !tools.sends(asked, service)) {
        continue; // another tool's event of the same name
      }
      const tool = asked ?? tools.ofService(service);
      const label = attribute && !query.failures ? (one.labels[attribute] ?? "unspecified") : (tool?.title ?? service);
      const key = counts ? label : `${label} ${service}`;
      const line = lines.get(key) ?? {
        label,
        service,
        colour: attribute ? "" : (tool?.colour ?? ""),
        unit: config.value?.endsWith("_ms") && config.stat !== "count" ? "ms" : "",
        points: new Map<number, number>(),
        total: 0,
        part: false,
      };
      lines.set(key, line);
      for (const [time, value] of one.datapoints as [number, number][]) {
        line.points.set(time, (line.points.get(time) ?? 0) + value);
        line.total = counts ? line.total + value : Math.max(line.total, value);
      }
    }
  }
  return coloured([...lines.values()]);
}

/** Tools know their events only once `/api/tools` has come. */
export function useEventQueries(config: WidgetConfig, change: Partial<EventQuery> = {}): EventQuery[] {
  const tools = useTools();
  return eventQueries(config, tools).map((query) => ({ ...query, ...change }));
}
