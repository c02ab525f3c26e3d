import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notifications } from "@mantine/notifications";
import { api, type DashboardDetail, type NewWidget, read, type Widget } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { boundsMs, isRelative, type Range } from "@/shared/range";
import { type ToolIndex, useTools } from "@/shared/tools";
import { bucketSeconds } from "@/shared/buckets";
import { type Found, metricQueries, metricsOf } from "./data";
import { widgetConfig } from "./config";

export const dashboardsQuery = queryOptions({
  queryKey: ["dashboards"],
  queryFn: async ({ signal }) => (await read(api.GET("/api/dashboards", { signal }))).dashboards,
});

/** Names of all metrics that were ever stored. */
export const metricNamesQuery = queryOptions({
  queryKey: ["metric-names"],
  queryFn: async ({ signal }) => (await read(api.GET("/api/metrics/names", { signal }))).names,
});

/** One dashboard with its widgets. */
export function dashboardQuery(id: string) {
  return queryOptions({
    queryKey: ["dashboards", id],
    queryFn: ({ signal }) => dashboardOf(id, signal),
  });
}

/** The default dashboard, null if there is none. */
export const defaultDashboardQuery = queryOptions({
  queryKey: ["dashboards", "default"],
  queryFn: async ({ signal }) => {
    const { dashboards } = await read(api.GET("/api/dashboards", { signal }));
    const id = dashboards.find((dashboard) => dashboard.isDefault)?.id;
    return id === undefined ? null : await dashboardOf(id, signal);
  },
});

function dashboardOf(id: string, signal: AbortSignal): Promise<DashboardDetail> {
  return read(api.GET("/api/dashboards/{dashboard_id}", { params: { path: { dashboard_id: id } }, signal }));
}

/** Runs a change of dashboards, then shows what is stored. */
export function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onError: (error) => notifications.show({ color: "red", title: "Not saved", message: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ["dashboards"] }),
  });
}

const path = (id: string) => ({ params: { path: { dashboard_id: id } } });

export const changes = {
  create: (body: { name: string; description?: string; isDefault?: boolean }) =>
    read(api.POST("/api/dashboards", { body })),
  update: ({ id, ...body }: { id: string; name?: string; description?: string }) =>
    read(api.PUT("/api/dashboards/{dashboard_id}", { ...path(id), body })),
  remove: (id: string) => read(api.DELETE("/api/dashboards/{dashboard_id}", path(id))),
  setDefault: (id: string) => read(api.PUT("/api/dashboards/{dashboard_id}/default", path(id))),
  addWidget: ({ id, widget }: { id: string; widget: NewWidget }) =>
    read(api.POST("/api/dashboards/{dashboard_id}/widgets", { ...path(id), body: widget })),
  updateWidget: ({ id, widget, body }: { id: string; widget: string; body: Partial<NewWidget> }) =>
    read(
      api.PUT("/api/dashboards/{dashboard_id}/widgets/{widget_id}", {
        params: { path: { dashboard_id: id, widget_id: widget } },
        body,
      }),
    ),
  removeWidget: ({ id, widget }: { id: string; widget: string }) =>
    read(
      api.DELETE("/api/dashboards/{dashboard_id}/widgets/{widget_id}", {
        params: { path: { dashboard_id: id, widget_id: widget } },
      }),
    ),
  move: ({ id, positions }: { id: string; positions: Position[] }) =>
    read(api.PUT("/api/dashboards/{dashboard_id}/widgets/positions", { ...path(id), body: { positions } })),
  /** A dashboard with all of its widgets; its id. */
  install: async ({ name, description, widgets }: Installable): Promise<string> => {
    const { id } = await changes.create({ name, description });
    for (const widget of widgets) {
      await changes.addWidget({ id, widget });
    }
    return id;
  },
};

export interface Position {
  id: string;
  gridColumn: number;
  gridRow: number;
  colSpan: number;
  rowSpan: number;
}

export interface Installable {
  name: string;
  description?: string;
  widgets: NewWidget[];
}

interface WidgetData {
  bounds: [number, number];
  intervalMs: number;
  found: Found[];
  problem?: string;
}

export type MetricData = Map<string, WidgetData>;

const MOST_QUERIES = 50;

/** The series of widgets about metrics, by one request for each range among them. */
export function useMetricData(shown: readonly Widget[], range: Range) {
  const tools = useTools();
  const key = ["dashboard-data", "metrics", range, shown.map((widget) => [widget.id, widget.config])];
  const ready = tools.tools.length > 0 && shown.length > 0;
  useLiveRefresh(["metrics", "logs"], key, ready && isRelative(range));
  return useQuery({
    queryKey: key,
    enabled: ready,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<MetricData> => {
      const groups = Map.groupBy(shown, (widget) => widgetConfig(widget.config).back ?? "");
      const answers = [...groups].map(([back, group]) => fetched(group, rangeOf(back, range), tools, signal));
      return new Map((await Promise.all(answers)).flat());
    },
  });
}

/** A widget's own range, such as `24h`, else the dashboard's. */
export function rangeOf(back: string | undefined, range: Range): Range {
  return back ? { from: `now-${back}`, to: "now" } : range;
}

async function fetched(
  widgets: readonly Widget[],
  range: Range,
  tools: ToolIndex,
  signal: AbortSignal,
): Promise<[string, WidgetData][]> {
  const bounds = boundsMs(range);
  const intervalS = bucketSeconds(...bounds);
  const queries = widgets.flatMap((widget) => metricQueries(widget, tools, intervalS));
  const [from, to] = bounds.map((end) => new Date(end).toISOString());
  const chunks = Array.from({ length: Math.ceil(queries.length / MOST_QUERIES) }, (_, at) =>
    queries.slice(at * MOST_QUERIES, (at + 1) * MOST_QUERIES),
  );
  const answers = await Promise.all(
    chunks.map((chunk) => read(api.POST("/api/metrics/batch-series", { body: { from, to, queries: chunk }, signal }))),
  );
  const results = new Map(answers.flatMap((answer) => answer.results).map((result) => [result.id, result]));
  const seriesOf = (id: string) => (results.get(id)?.series ?? []) as Found["series"];
  return widgets.map((widget) => {
    const found = metricsOf(widgetConfig(widget.config), tools).map((metric, index) => ({
      metric,
      series: seriesOf(`${widget.id}#${index}`),
      totals: seriesOf(`${widget.id}#${index}=`),
    }));
    const problem = results.get(`${widget.id}#0`)?.error;
    return [widget.id, { bounds, intervalMs: intervalS * 1000, found, problem }];
  });
}
