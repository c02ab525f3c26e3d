import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { ago, duration, exactMoment, full } from "@/shared/format";
import { isRelative } from "@/shared/range";
import { Empty, Shown } from "@/shared/States";
import { ToolBadge } from "@/shared/ToolBadge";
import { useWidget, type WidgetProps } from "../parts/context";
import { searchOf } from "../parts/stats";
import classes from "../parts/widgets.module.css";
import type { WidgetType } from "../widgetType";

const MOST_TRACES = 25;

function Body({ widget: stored }: WidgetProps) {
  const { range } = useWidget(stored);
  const key = ["dashboard-data", "recent", range];
  useLiveRefresh(["traces"], key, isRelative(range));
  const query = useQuery({
    queryKey: key,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const search = { ...searchOf(range), limit: String(MOST_TRACES), main: "true" };
      return read(api.GET("/api/traces", { params: { query: search }, signal }));
    },
  });
  return (
    <Shown query={query}>
      {({ traces }) =>
        traces.length === 0 ? (
          <Empty title="No traces in this range" />
        ) : (
          <ul className={classes.list} tabIndex={0} aria-label={stored.title}>
            {traces.map((trace) => (
              <li key={trace.id}>
                <Link to="/traces/$id" params={{ id: trace.id }} className={classes.traceRow}>
                  <span className={classes.status} data-status={trace.status}>
                    {trace.status === "ERROR" ? "error" : "ok"}
                  </span>
                  <span className="clip">{trace.rootSpan}</span>
                  <ToolBadge service={trace.serviceName} toolId={trace.toolId} />
                  <span className="num faint">
                    {full(trace.spanCount)} {trace.spanCount === 1 ? "span" : "spans"}
                  </span>
                  <span className="num">{duration(trace.duration)}</span>
                  <span className="num faint" title={exactMoment(trace.startTime)}>
                    {ago(trace.startTime)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

export const widget: WidgetType = {
  type: "recent_activity",
  title: "Recent Traces",
  description: "The newest traces",
  size: { colSpan: 4, rowSpan: 2 },
  fields: ["range"],
  needs: "own",
  Body,
};
