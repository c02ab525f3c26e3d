import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "@/api/client";
import { statusQuery, useLiveRefresh } from "@/api/queries";
import { ago, compact, duration, exactMoment, full } from "@/shared/format";
import { boundsMs, isRelative, type Range } from "@/shared/range";
import { Empty, Shown } from "@/shared/States";
import { ToolBadge } from "@/shared/ToolBadge";
import { useWidget, type WidgetProps } from "./context";
import { Value } from "./Value";
import classes from "./widgets.module.css";

const iso = (range: Range) => {
  const [from, to] = boundsMs(range).map((end) => new Date(end).toISOString());
  return { from, to };
};

function useStats(range: Range) {
  const key = ["dashboard-data", "stats", range];
  useLiveRefresh(["traces", "metrics", "logs"], key, isRelative(range));
  return useQuery({
    queryKey: key,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => read(api.GET("/api/stats", { params: { query: iso(range) }, signal })),
  });
}

const COUNTS = {
  stats_traces: ["traceCount", "spanCount", "spans"],
  stats_metrics: ["metricCount", null, ""],
  stats_logs: ["logCount", null, ""],
} as const;

/** How many traces, metric points or logs arrived. */
export function Count({ widget }: WidgetProps) {
  const { range } = useWidget(widget);
  const [main, beside, word] = COUNTS[widget.widgetType as keyof typeof COUNTS] ?? COUNTS.stats_logs;
  return (
    <Shown query={useStats(range)}>
      {(stats) => (
        <Value
          text={compact(stats[main])}
          exact={full(stats[main])}
          note={beside ? `${compact(stats[beside])} ${word}` : "in this range"}
        />
      )}
    </Shown>
  );
}

/** Percent of the spans that failed. */
export function ErrorRate({ widget }: WidgetProps) {
  const { range } = useWidget(widget);
  return (
    <Shown query={useStats(range)}>
      {(stats) => (
        <Value
          text={stats.spanCount === 0 ? "—" : `${stats.errorRate.toFixed(stats.errorRate < 10 ? 1 : 0)} %`}
          note={`of ${compact(stats.spanCount)} spans`}
        />
      )}
    </Shown>
  );
}

/** Who sent something in the range. */
export function ActiveServices({ widget }: WidgetProps) {
  const { range } = useWidget(widget);
  const received = useQuery(statusQuery).data?.received ?? [];
  return (
    <Shown query={useStats(range)}>
      {({ services }) =>
        services.length === 0 ? (
          <Empty title="No service sent anything in this range" />
        ) : (
          <ul className={classes.list} tabIndex={0} aria-label={widget.title}>
            {services.map((service) => {
              const last = received.find((one) => one.service === service)?.lastTime;
              return (
                <li key={service} className={classes.item}>
                  <ToolBadge service={service} />
                  <span className={`${classes.raw} clip`}>{service}</span>
                  <span className="num faint" title={last ? exactMoment(last) : undefined}>
                    {last ? ago(last) : ""}
                  </span>
                </li>
              );
            })}
          </ul>
        )
      }
    </Shown>
  );
}

const MOST_TRACES = 25;

/** The newest traces of what a person did. */
export function RecentTraces({ widget }: WidgetProps) {
  const { range } = useWidget(widget);
  const key = ["dashboard-data", "recent", range];
  useLiveRefresh(["traces"], key, isRelative(range));
  const query = useQuery({
    queryKey: key,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const search = { ...iso(range), limit: String(MOST_TRACES), main: "true" };
      return read(api.GET("/api/traces", { params: { query: search }, signal }));
    },
  });
  return (
    <Shown query={query}>
      {({ traces }) =>
        traces.length === 0 ? (
          <Empty title="No trace began in this range" />
        ) : (
          <ul className={classes.list} tabIndex={0} aria-label={widget.title}>
            {traces.map((trace) => (
              <li key={trace.id}>
                <Link to="/traces/$id" params={{ id: trace.id }} className={classes.traceRow}>
                  <span className={classes.status} data-status={trace.status}>
                    {trace.status === "ERROR" ? "error" : "ok"}
                  </span>
                  <span className="clip">{trace.rootSpan}</span>
                  <ToolBadge service={trace.serviceName} />
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
