import { useQuery } from "@tanstack/react-query";
import type { Tool } from "@/api/client";
import { statusQuery } from "@/api/queries";
import { Copy } from "@/shared/Copy";
import { full } from "@/shared/format";
import { Dot } from "@/shared/ToolBadge";
import { useTools } from "@/shared/tools";
import classes from "./MetricHead.module.css";

/** What a metric is: its display name, its own name, what its plugin says of it. */
export function MetricHead({ metric, service }: { metric: string; service: string | undefined }) {
  const tools = useTools();
  const known = tools.metric(metric);
  return (
    <header className={classes.head}>
      <h2 className={classes.title}>
        {known ? <Dot colour={known.tool.colour} /> : null}
        <span className={classes.name}>{tools.metricTitle(metric)}</span>
        {known ? <span className={classes.raw}>{metric}</span> : null}
        <Copy text={metric} label="Copy metric name" />
      </h2>
      {known ? (
        <p className={classes.text}>
          {known.info.description} {known.info.note ? <span>{known.info.note}</span> : null}
        </p>
      ) : null}
      {known?.info.role === "cost" ? <Unpriced tool={known.tool} service={service} /> : null}
    </header>
  );
}

/** Requests whose price is not known: they are missing in the cost. */
function Unpriced({ tool, service }: { tool: Tool; service: string | undefined }) {
  const tools = useTools();
  const { data } = useQuery(statusQuery);
  const missing = (data?.unpriced ?? []).filter((one) =>
    service ? one.service === service : tools.sends(tool, one.service),
  );
  const count = missing.reduce((sum, one) => sum + one.count, 0);
  return count > 0 ? (
    <p className={classes.warn}>
      Excludes {full(count)} unpriced {count === 1 ? "request" : "requests"}:{" "}
      {missing.map((one) => one.model || "unknown model").join(", ")}.
    </p>
  ) : null;
}
