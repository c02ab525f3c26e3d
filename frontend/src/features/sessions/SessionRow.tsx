import { IconCornerDownRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Session } from "@/api/client";
import { duration, exactMoment, full, moment, timeMs, usd } from "@/shared/format";
import { ToolBadge } from "@/shared/ToolBadge";
import { useTools } from "@/shared/tools";
import type { RowFocus } from "@/shared/VirtualList";
import classes from "./SessionRow.module.css";
import { isNamed, titleOf } from "./sessionTitle";
import { Sources } from "./Sources";
import { TokenBar } from "./TokenBar";
import { tokenTypes } from "./tokens";
import { Where } from "./Where";

/** A session on a line; leads to what happened in it. */
export function SessionRow({ session, focus }: { session: Session; focus: RowFocus }) {
  const tools = useTools();
  const types = tokenTypes(session, tools.byId(session.toolId));
  const lengthNs = (timeMs(session.lastTime) - timeMs(session.startTime)) * 1e6;
  const models = session.models.join(", ");
  return (
    <Link to="/sessions/$id" params={{ id: session.sessionId }} className={classes.row} {...focus}>
      <span className={classes.session}>
        <span className={classes.title} data-named={isNamed(session) || undefined} title={titleOf(session)}>
          {session.parentSessionId ? (
            <IconCornerDownRight size={13} role="img" aria-label="continues another session" />
          ) : null}
          <span className="clip">{titleOf(session)}</span>
        </span>
        <span className={classes.about}>
          <ToolBadge service={session.serviceName} toolId={session.toolId} />
          <Where session={session} />
          <span className={classes.sources}>
            <Sources sources={session.sources} />
          </span>
        </span>
      </span>
      <span className={classes.when}>
        <time dateTime={session.startTime} title={exactMoment(session.startTime)}>
          {moment(session.startTime)}
        </time>
        <span className={classes.length}>{duration(lengthNs)}</span>
      </span>
      <span className={classes.models} title={models}>
        {models || "—"}
      </span>
      <Number word="prompt" value={session.promptCount} />
      <Number word="request" value={session.requestCount} />
      <Number word="tool call" value={session.toolCallCount} />
      <Number word="error" value={session.errorCount} bad={session.errorCount > 0} />
      <span className={classes.tokens}>
        <TokenBar types={types} total={session.totalTokens} />
      </span>
      <span className={classes.cost} title={session.cost === undefined ? "Cost unknown" : undefined}>
        {usd(session.cost)}
      </span>
    </Link>
  );
}

function Number({ word, value, bad = false }: { word: string; value: number; bad?: boolean }) {
  return (
    <span className={classes.number} data-bad={bad || undefined} data-none={value === 0 || undefined}>
      {full(value)}
      <span className={classes.word}>
        {" "}
        {word}
        {value === 1 ? "" : "s"}
      </span>
    </span>
  );
}
