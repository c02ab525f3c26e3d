import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import classes from "./Stale.module.css";

/** What is shown is not up to date: why, and a way to try again. */
export function Stale({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <p className={classes.stale} role="alert">
      <IconAlertTriangle size={14} aria-hidden />
      <span className="clip">Out of date: {error instanceof Error ? error.message : String(error)}</span>
      <Button variant="subtle" size="compact-xs" onClick={retry}>
        Try again
      </Button>
    </p>
  );
}
