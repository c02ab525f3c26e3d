import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Trace } from "@/api/client";
import { Copy } from "@/shared/Copy";
import { duration, exactMoment, full, moment } from "@/shared/format";
import { ToolBadge } from "@/shared/ToolBadge";
import classes from "./TraceFacts.module.css";
import { errorsOf, type Tree } from "./waterfall";

/** What is known of a trace as a whole, in a line. */
export function TraceFacts({ trace, tree }: { trace: Trace; tree: Tree }) {
  const errors = useMemo(() => errorsOf(tree).length, [tree]);
  return (
    <span className={classes.facts}>
      <ToolBadge service={trace.serviceName} toolId={trace.toolId} />
      <time className="num" dateTime={trace.startTime} title={exactMoment(trace.startTime)}>
        {moment(trace.startTime)}
      </time>
      <span className="num">{duration(trace.duration)}</span>
      <span className="num">
        {full(trace.spanCount)} {trace.spanCount === 1 ? "span" : "spans"}
      </span>
      {errors > 0 ? (
        <span className={classes.errors}>
          {full(errors)} {errors === 1 ? "error" : "errors"}
        </span>
      ) : null}
      {trace.sessionId ? (
        <Link to="/sessions/$id" params={{ id: trace.sessionId }}>
          Session
        </Link>
      ) : null}
      <Link to="/logs" search={{ trace: trace.traceId }}>
        Logs
      </Link>
      <span className={classes.id}>
        <span className="mono clip">{trace.traceId}</span>
        <Copy text={trace.traceId} label="Copy trace ID" />
      </span>
    </span>
  );
}
