import type { Span } from "@/api/client";
import { Attributes } from "@/shared/Attributes";
import { duration, exactMoment, timeNs } from "@/shared/format";
import classes from "./SpanPanel.module.css";

/** What happened within a span, and how long after its start. */
export function SpanEvents({ span }: { span: Span }) {
  const start = timeNs(span.timestamp);
  return (
    <ol className={classes.events}>
      {span.events?.map((event, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a span's events never change places
        <li key={index}>
          <p className={classes.event}>
            <span className={classes.eventName}>{event.name || "unnamed"}</span>
            <span className="num faint" title={exactMoment(event.timestamp)}>
              +{duration(Number(timeNs(event.timestamp) - start))}
            </span>
          </p>
          {event.attributes && Object.keys(event.attributes).length > 0 ? (
            <Attributes values={event.attributes} label="event attributes" />
          ) : null}
        </li>
      ))}
    </ol>
  );
}
