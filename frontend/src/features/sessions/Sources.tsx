import type { Session } from "@/api/client";
import classes from "./Sources.module.css";

type Kind = "telemetry" | "transcript" | "metrics";

const KINDS: Record<Session["sources"][number], Kind> = {
  event: "telemetry",
  span: "telemetry",
  transcript: "transcript",
  metric: "metrics",
};

const MEANINGS: Record<Kind, string> = {
  telemetry: "Its calls are told by log events or spans",
  transcript: "Its calls are told by a transcript on disk",
  metrics: "Its tokens and cost are told by metrics",
};

/** What tells of a session, as small badges. */
export function Sources({ sources }: { sources: Session["sources"] }) {
  const kinds = [...new Set(sources.map((source) => KINDS[source]))];
  return kinds.length > 0 ? (
    <span className={classes.sources}>
      {kinds.map((kind) => (
        <span key={kind} className={classes.source} title={MEANINGS[kind]}>
          {kind}
        </span>
      ))}
    </span>
  ) : null;
}
