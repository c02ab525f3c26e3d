import { Link } from "@tanstack/react-router";
import type { Trace } from "@/api/client";
import { ago, duration, exactMoment, full, moment } from "@/shared/format";
import { ToolBadge } from "@/shared/ToolBadge";
import { useTools } from "@/shared/tools";
import type { RowFocus } from "@/shared/VirtualList";
import { StatusIcon } from "./StatusIcon";
import classes from "./TraceRow.module.css";

interface TraceRowProps {
  trace: Trace;
  /** The longest trace beside it, in ns: its bar fills the column. */
  longest: number;
  focus: RowFocus;
}

/** A trace on a line; leads to its spans. */
export function TraceRow({ trace, longest, focus }: TraceRowProps) {
  const tools = useTools();
  return (
    <Link to="/traces/$id" params={{ id: trace.id }} className={classes.row} {...focus}>
      <span className={classes.status}>
        <StatusIcon status={trace.status} />
      </span>
      <span className={classes.name} data-background={!trace.main}>
        {trace.rootSpan || <span className="faint">unnamed</span>}
      </span>
      <span className={classes.service}>
        <ToolBadge service={trace.serviceName} toolId={trace.toolId} />
      </span>
      <span className={classes.duration}>
        <span className={classes.track} aria-hidden>
          <span
            className={classes.bar}
            style={{
              width: `${(100 * trace.duration) / longest}%`,
              background: tools.badgeOf(trace.serviceName, trace.toolId).colour,
            }}
          />
        </span>
        <span className="num">{duration(trace.duration)}</span>
      </span>
      <span className={classes.spans} title={`${full(trace.spanCount)} spans`}>
        {full(trace.spanCount)}
        <span className={classes.word}> {trace.spanCount === 1 ? "span" : "spans"}</span>
      </span>
      <time
        className={classes.start}
        dateTime={trace.startTime}
        title={`${exactMoment(trace.startTime)}, ${ago(trace.startTime)}`}
      >
        {moment(trace.startTime)}
      </time>
    </Link>
  );
}
