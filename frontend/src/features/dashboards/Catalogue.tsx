import { Drawer, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type MetricInfo, type NewWidget, read } from "@/api/client";
import { Dot } from "@/shared/ToolBadge";
import { type ToolIndex, useTools } from "@/shared/tools";
import { ACROSS_TOOLS, BUILT_IN, type WidgetConfig } from "./config";
import classes from "./Editor.module.css";
import { changes, useChange } from "./queries";

interface CatalogueProps {
  dashboardId: string;
  /** Where new widgets go, 1-based. */
  row: number;
  opened: boolean;
  onClose: () => void;
}

interface Offer {
  title: string;
  text: string;
  type: string;
  colSpan: number;
  rowSpan: number;
  config: WidgetConfig;
}

interface Group {
  title: string;
  colour?: string;
  offers: Offer[];
}

/** All widgets there are: over all tools, built in, and the metrics of each tool. */
export function Catalogue({ dashboardId, row, opened, onClose }: CatalogueProps) {
  const tools = useTools();
  const [wanted, setWanted] = useState("");
  const [shape, setShape] = useState("metric_chart");
  const names = useQuery({
    queryKey: ["metric-names"],
    enabled: opened,
    queryFn: async ({ signal }) => (await read(api.GET("/api/metrics/names", { signal }))).names,
  });
  const add = useChange(changes.addWidget);
  const choose = (offer: Offer) => {
    const widget: NewWidget = {
      widgetType: offer.type,
      title: offer.title,
      gridColumn: 1,
      gridRow: row,
      colSpan: offer.colSpan,
      rowSpan: offer.rowSpan,
      config: { ...offer.config },
    };
    add.mutate({ id: dashboardId, widget }, { onSuccess: onClose });
  };
  const groups = offered(tools, names.data ?? [], shape, wanted.toLowerCase());
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title="Add a widget" size="sm">
      <TextInput
        placeholder="Search widgets and metrics"
        aria-label="Search widgets and metrics"
        data-autofocus
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <SegmentedControl
        mt="xs"
        fullWidth
        aria-label="Show metrics as"
        value={shape}
        onChange={setShape}
        data={[
          { value: "metric_chart", label: "Metric as chart" },
          { value: "metric_value", label: "Metric as number" },
        ]}
      />
      {groups.map((group) => (
        <section key={group.title}>
          <h3 className={classes.group}>
            {group.colour ? <Dot colour={group.colour} /> : null}
            {group.title}
          </h3>
          {group.offers.map((offer) => (
            <button
              key={`${offer.type} ${offer.title} ${offer.config.metricName ?? ""}`}
              type="button"
              className={classes.entry}
              onClick={() => choose(offer)}
            >
              <span className={classes.entryTitle}>{offer.title}</span>
              <span className={classes.entryText}>{offer.text}</span>
            </button>
          ))}
        </section>
      ))}
      {groups.length === 0 ? <p className="faint">Nothing is called “{wanted}”.</p> : null}
    </Drawer>
  );
}

function offered(tools: ToolIndex, names: readonly string[], shape: string, needle: string): Group[] {
  const common = [...ACROSS_TOOLS, ...BUILT_IN].map((kind): Offer => ({
    ...kind,
    text: kind.description,
    config: "config" in kind ? (kind.config as WidgetConfig) : {},
  }));
  const others = names.filter((name) => !tools.metric(name)).map((name) => metricOffer(shape, name, name));
  const groups: Group[] = [
    { title: "All tools", offers: common },
    ...tools.tools.map((tool) => ({
      title: tool.title,
      colour: tool.colour,
      offers: tool.metrics.map((metric) => metricOffer(shape, metric.displayName, metric.name, metric)),
    })),
    { title: "Other metrics", offers: others },
  ];
  return groups
    .map((group) => ({
      ...group,
      offers: group.offers.filter((offer) => `${offer.title} ${offer.text}`.toLowerCase().includes(needle)),
    }))
    .filter((group) => group.offers.length > 0);
}

function metricOffer(shape: string, title: string, name: string, info?: MetricInfo): Offer {
  const chart = shape === "metric_chart";
  const breakdown = chart ? info?.breakdowns[0]?.attribute : undefined;
  return {
    title,
    text: name === title ? "" : name,
    type: shape,
    colSpan: chart ? 2 : 1,
    rowSpan: 1,
    config: { metricName: name, ...(breakdown ? { breakdownAttribute: breakdown, chartStacked: true } : {}) },
  };
}
