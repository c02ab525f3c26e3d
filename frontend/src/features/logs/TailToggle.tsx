import { Button, Tooltip } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useConnection } from "@/api/live";

interface TailToggleProps {
  on: boolean;
  /** Whether the range reaches until now. */
  possible: boolean;
  onChange: (on: boolean) => void;
}

/** Follows the newest logs, or stands still. */
export function TailToggle({ on, possible, onChange }: TailToggleProps) {
  const connection = useConnection();
  return (
    <Tooltip label={explain(on, possible, connection === "live")}>
      <Button
        variant={on ? "light" : "default"}
        data-disabled={possible ? undefined : true}
        aria-disabled={!possible}
        aria-pressed={on}
        leftSection={on ? <IconPlayerPauseFilled size={13} /> : <IconPlayerPlayFilled size={13} />}
        onClick={() => possible && onChange(!on)}
      >
        {on ? "Pause" : "Live tail"}
      </Button>
    </Tooltip>
  );
}

function explain(on: boolean, possible: boolean, live: boolean): string {
  if (!possible) {
    return "Live tail needs a range ending now";
  }
  if (!live) {
    return "Live updates are off or disconnected";
  }
  return on ? "Live tail: newest first" : "Show new logs as they arrive";
}
