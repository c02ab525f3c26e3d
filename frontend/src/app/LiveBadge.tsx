import { Tooltip } from "@mantine/core";
import { type Connection, live, useConnection } from "@/api/live";
import classes from "./LiveBadge.module.css";

const WORDS: Record<Connection, [string, string]> = {
  live: ["Live", "New records appear as they are stored. Click to pause."],
  connecting: ["Connecting", "Connecting to the server…"],
  lost: ["Reconnecting", "Connection to the server lost. Reconnecting…"],
  paused: ["Paused", "Live updates are off. Click to turn them on."],
};

/** The state of the live connection; pauses and resumes it. */
export function LiveBadge() {
  const connection = useConnection();
  const [word, explanation] = WORDS[connection];
  return (
    <Tooltip label={explanation}>
      <button
        type="button"
        className={classes.badge}
        data-state={connection}
        onClick={live.toggle}
        aria-pressed={connection !== "paused"}
      >
        <span className={classes.dot} aria-hidden />
        <span role="status">{word}</span>
      </button>
    </Tooltip>
  );
}
