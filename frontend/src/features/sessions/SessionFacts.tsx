import { Link } from "@tanstack/react-router";
import type { Session } from "@/api/client";
import { Copy } from "@/shared/Copy";
import { duration, exactMoment, moment, timeMs } from "@/shared/format";
import { ToolBadge } from "@/shared/ToolBadge";
import classes from "./SessionFacts.module.css";
import { Sources } from "./Sources";
import { Where } from "./Where";

/** What is known of a session as a whole, in a line. */
export function SessionFacts({ session }: { session: Session }) {
  const { sessionId, startTime, lastTime } = session;
  const lengthNs = (timeMs(lastTime) - timeMs(startTime)) * 1e6;
  const around = { from: startTime, to: new Date(timeMs(lastTime) + 1).toISOString(), q: sessionId };
  return (
    <span className={classes.facts}>
      <ToolBadge service={session.serviceName} toolId={session.toolId} />
      <Where session={session} />
      <time className="num" dateTime={startTime} title={exactMoment(startTime)}>
        {moment(startTime)}
      </time>
      <span className="num">{duration(lengthNs)}</span>
      {session.models.length > 0 ? <span className={classes.models}>{session.models.join(", ")}</span> : null}
      <Sources sources={session.sources} />
      {session.parentSessionId ? (
        <Link
          to="/sessions/$id"
          params={{ id: session.parentSessionId }}
          title="It continues this one, or is its agent"
        >
          Parent session
        </Link>
      ) : null}
      <Link to="/traces" search={around}>
        Traces
      </Link>
      <Link to="/logs" search={around}>
        Logs
      </Link>
      <span className={classes.id}>
        <span className="mono clip">{sessionId}</span>
        <Copy text={sessionId} label="Copy session ID" />
      </span>
    </span>
  );
}
