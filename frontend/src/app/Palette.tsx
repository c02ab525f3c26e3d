import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconArrowRight, IconChartHistogram, IconLayoutDashboard, IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "@/api/client";
import { useTools } from "@/shared/tools";

const PAGES = {
  Dashboards: "/",
  Traces: "/traces",
  Metrics: "/metrics",
  Logs: "/logs",
  Sessions: "/sessions",
  Projects: "/projects",
  "Setup & health": "/setup",
};

/** ⌘K: pages, dashboards, tools, metrics. */
export default function Palette() {
  const navigate = useNavigate();
  const tools = useTools();
  const dashboards = useQuery({
    queryKey: ["dashboards"],
    queryFn: async ({ signal }) => (await read(api.GET("/api/dashboards", { signal }))).dashboards,
  });
  const pages = Object.entries(PAGES).map(([label, to]): SpotlightActionData => ({
    id: `page ${to}`,
    label,
    leftSection: <IconArrowRight size={16} />,
    onClick: () => void navigate({ to }),
  }));
  const saved = (dashboards.data ?? []).map((dashboard): SpotlightActionData => ({
    id: `dashboard ${dashboard.id}`,
    label: dashboard.name,
    description: dashboard.description ?? "Dashboard",
    leftSection: <IconLayoutDashboard size={16} />,
    onClick: () => void navigate({ to: "/dashboard/$id", params: { id: dashboard.id } }),
  }));
  const setups = tools.tools.map((tool): SpotlightActionData => ({
    id: `setup ${tool.id}`,
    label: `Connect ${tool.title}`,
    leftSection: <IconPlugConnected size={16} />,
    onClick: () => void navigate({ to: "/setup", search: { tool: tool.id } }),
  }));
  const metrics = tools.tools.flatMap((tool) =>
    tool.metrics.map((metric): SpotlightActionData => ({
      id: `metric ${tool.id} ${metric.name}`,
      label: metric.displayName,
      description: `${tool.title} · ${metric.name}`,
      leftSection: <IconChartHistogram size={16} />,
      onClick: () => void navigate({ to: "/metrics", search: { tool: tool.id, metric: metric.name } }),
    })),
  );
  return (
    <Spotlight
      actions={[
        { group: "Pages", actions: pages },
        { group: "Dashboards", actions: saved },
        { group: "Setup", actions: setups },
        { group: "Metrics", actions: metrics },
      ]}
      shortcut={null}
      limit={12}
      highlightQuery
      scrollable
      scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": "Results", role: "group" } }}
      nothingFound="No results"
      searchProps={{ placeholder: "Pages, dashboards, metrics…", "aria-label": "Search" }}
    />
  );
}
