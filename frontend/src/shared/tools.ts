import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { EventInfo, MetricInfo, Tool } from "@/api/client";
import { live } from "@/api/live";
import { toolsQuery } from "@/api/queries";

/** Colours for what belongs to no tool; told apart also by colour-blind people (Okabe-Ito, adapted). */
export const PALETTE = [
  "#4c78dd",
  "#e0852b",
  "#2a9d8f",
  "#c9489b",
  "#8f63d2",
  "#c4a000",
  "#56a8d8",
  "#d1495b",
  "#6f8f3a",
  "#8a6d5b",
] as const;

const UNOWNED = "#7a8194";

export interface KnownMetric {
  info: MetricInfo;
  tool: Tool;
}

/** What the plugins declare, made easy to look up. */
export class ToolIndex {
  private readonly metrics = new Map<string, KnownMetric>();
  private readonly events = new Map<string, EventInfo>();

  constructor(readonly tools: readonly Tool[]) {
    for (const tool of tools) {
      tool.metrics.forEach((info) => this.metrics.set(info.name, { info, tool }));
      tool.events.forEach((event) => this.events.set(event.name, event));
    }
  }

  byId(id: string | undefined): Tool | undefined {
    return this.tools.find((tool) => tool.id === id);
  }

  /** The tool that owns a service: by its exact name first, then by prefix. */
  ofService(service: string): Tool | undefined {
    return (
      this.tools.find((tool) => tool.services.includes(service)) ??
      this.tools.find((tool) => tool.servicePrefixes.some((prefix) => service.startsWith(prefix)))
    );
  }

  /** True if a tool sends under a service name, perhaps beside others. */
  sends(tool: Tool, service: string): boolean {
    return this.ofService(service)?.id === tool.id || (tool.sharedServices?.includes(service) ?? false);
  }

  /** True if any tool sends under a service name. */
  knows(service: string): boolean {
    return this.tools.some((tool) => this.sends(tool, service));
  }

  colourOf(service: string): string {
    return this.ofService(service)?.colour ?? UNOWNED;
  }

  titleOf(service: string): string {
    return this.ofService(service)?.title ?? service;
  }

  /** The title of the tool behind a service, with the service's name where that is not the tool's own. */
  badgeOf(service: string, toolId?: string): { title: string; colour: string } {
    const tool = this.byId(toolId) ?? this.ofService(service);
    if (!tool) {
      return { title: service, colour: UNOWNED };
    }
    const others = [...(tool.recognisedServices ?? []), ...(tool.sharedServices ?? [])];
    return { title: others.includes(service) ? `${tool.title} · ${service}` : tool.title, colour: tool.colour };
  }

  metric(name: string): KnownMetric | undefined {
    return this.metrics.get(name);
  }

  /** The display name of a metric; its own name if no plugin knows it. */
  metricTitle(name: string): string {
    return this.metrics.get(name)?.info.displayName ?? name;
  }

  event(name: string): EventInfo | undefined {
    return this.events.get(name);
  }

  eventTitle(name: string): string {
    return this.events.get(name)?.displayName ?? name;
  }

  /** The label of a value of a breakdown attribute. */
  valueLabel(metric: string, attribute: string, value: string): string {
    const breakdown = this.metrics.get(metric)?.info.breakdowns.find((one) => one.attribute === attribute);
    return breakdown?.values.find((one) => one.value === value)?.label ?? value;
  }
}

const NONE = new ToolIndex([]);

/** The index of tools; empty until it is loaded. */
export function useTools(): ToolIndex {
  const { data } = useQuery(toolsQuery);
  return useMemo(() => (data ? new ToolIndex(data.tools) : NONE), [data]);
}

/** Asks for the tools again when a service is heard of for the first time: it may be a tool under another name. */
export function useNewServices(): void {
  const client = useQueryClient();
  const heard = useRef(new Set<string>());
  useEffect(() => {
    const hear = (records: readonly { serviceName: string }[]) => {
      const tools = client.getQueryData(toolsQuery.queryKey)?.tools;
      if (!tools) {
        return;
      }
      const index = new ToolIndex(tools);
      const before = heard.current.size;
      records.filter((one) => !index.knows(one.serviceName)).forEach((one) => heard.current.add(one.serviceName));
      if (heard.current.size > before) {
        void client.invalidateQueries({ queryKey: toolsQuery.queryKey });
      }
    };
    const stops = [live.on("traces", hear), live.on("metrics", hear), live.on("logs", hear)];
    return () => stops.forEach((stop) => stop());
  }, [client]);
}
