import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read, type Span } from "@/api/client";
import { exactMoment, moment, timeMs } from "@/shared/format";
import { Shown } from "@/shared/States";
import { SummaryText } from "@/shared/SummaryText";
import { summaryOf } from "@/shared/summary";
import { useTools } from "@/shared/tools";
import classes from "./SpanPanel.module.css";

const AROUND_MS = 60_000;
const MOST = 1000;

/** The logs that were written within a span. */
export function SpanLogs({ span }: { span: Span }) {
  const tools = useTools();
  const { traceId, spanId } = span;
  const query = useQuery({
    queryKey: ["trace", "logs", traceId, spanId],
    queryFn: async ({ signal }) => {
      const startMs = timeMs(span.timestamp);
      const from = new Date(startMs - AROUND_MS).toISOString();
      const to = new Date(startMs + span.duration / 1e6 + AROUND_MS).toISOString();
      const search = { traceId, from, to, limit: String(MOST), preview: "true" };
      const { logs } = await read(api.GET("/api/logs", { params: { query: search }, signal }));
      return logs.filter((log) => log.spanId === spanId).toReversed();
    },
  });
  return (
    <Shown query={query}>
      {(logs) =>
        logs.length === 0 ? (
          <p className="faint">None</p>
        ) : (
          <>
            <ol className={classes.logs}>
              {logs.map((log, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- they are only ever loaded anew together
                <li key={index} className={classes.log}>
                  <time className="num faint" dateTime={log.timestamp} title={exactMoment(log.timestamp)}>
                    {moment(log.timestamp)}
                  </time>
                  <span className={classes.eventName}>{tools.eventTitle(log.eventName ?? "") || "Log"}</span>
                  <span className={classes.summary}>
                    <SummaryText summary={summaryOf(log, tools.event(log.eventName ?? ""))} />
                  </span>
                </li>
              ))}
            </ol>
            <Link to="/logs" search={{ trace: traceId }}>
              All logs in this trace
            </Link>
          </>
        )
      }
    </Shown>
  );
}
