import { IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Conversation } from "@/api/client";
import classes from "./Conversation.module.css";

/** Why there is no text, where there is none. */
export function OriginNote({ told: { origin, paths } }: { told: Conversation }) {
  const why: Partial<Record<Conversation["origin"], ReactNode>> = {
    gone: <>The transcript is no longer on disk; only figures are left. It was {places(paths)}</>,
    elsewhere: <>The transcript is on another machine; here are only figures. There it is {places(paths)}</>,
    off: (
      <>
        This server shows no text of conversations (<span className="mono">AI_OBSERVER_KEEP_TEXT=none</span>, or content
        is redacted); here are only figures.
      </>
    ),
    none: (
      <>
        No imported transcript tells of this session; here are only figures. <Link to="/setup">Import history</Link>
      </>
    ),
  };
  return why[origin] ? (
    <p className={classes.origin} role="note">
      <IconInfoCircle size={15} aria-hidden />
      <span>{why[origin]}</span>
    </p>
  ) : null;
}

function places(paths: readonly string[]): ReactNode {
  const [first] = paths;
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : "";
  return (
    <>
      <span className="mono" title={paths.join("\n")}>
        {first}
      </span>
      {more}
    </>
  );
}
