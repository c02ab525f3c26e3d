import { IconAlertCircleFilled, IconBinaryTree2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { duration, exactMoment } from "@/shared/format";
import { SummaryText } from "@/shared/SummaryText";
import { keyPairs, type Summary } from "@/shared/summary";
import { useTools } from "@/shared/tools";
import type { RowFocus } from "@/shared/VirtualList";
import classes from "./EntryRow.module.css";
import type { Entry } from "./entries";
import { KIND_INFO } from "./kinds";

interface EntryRowProps {
  entry: Entry;
  /** When the session's first entry began, ms since 1970. */
  startMs: number;
  chosen: boolean;
  onChoose: (key: string) => void;
  focus: RowFocus;
}

/** A prompt, request, tool call or error on a line; leads to its log, and to its trace. */
export function EntryRow({ entry, startMs, chosen, onChoose, focus }: EntryRowProps) {
  const tools = useTools();
  const { log, kind } = entry;
  const { icon: Icon, colour, one } = KIND_INFO[kind];
  const lastedNs = (entry.endMs - entry.startMs) * 1e6;
  const pairs: Summary = { pairs: keyPairs(log, tools.event(log.eventName ?? "")) };
  return (
    <div className={classes.row} data-chosen={chosen || undefined}>
      <Link
        to="/logs"
        search={{
          from: log.timestamp,
          to: new Date(entry.endMs + 1).toISOString(),
          event: log.eventName,
          service: log.serviceName,
        }}
        className={classes.main}
        title="Open log record"
        {...focus}
        onFocus={() => {
          focus.onFocus();
          onChoose(entry.key);
        }}
      >
        <time className={classes.time} dateTime={log.timestamp} title={exactMoment(entry.startMs)}>
          +{duration((entry.startMs - startMs) * 1e6)}
        </time>
        <span className={classes.kind}>
          <Icon size={15} color={colour} aria-hidden />
          {one}
        </span>
        <span className={classes.summary}>
          {entry.failed ? (
            <IconAlertCircleFilled
              size={14}
              color="var(--bad)"
              role="img"
              aria-label="failed"
              className={classes.failed}
            />
          ) : null}
          <SummaryText summary={pairs} />
        </span>
        <span className={classes.duration}>{lastedNs > 0 ? duration(lastedNs) : ""}</span>
      </Link>
      {log.traceId ? (
        <Link
          to="/traces/$id"
          params={{ id: log.traceId }}
          search={{ span: log.spanId }}
          className={classes.trace}
          aria-label="Open trace"
          title="Open trace"
        >
          <IconBinaryTree2 size={15} aria-hidden />
        </Link>
      ) : (
        <span />
      )}
    </div>
  );
}
