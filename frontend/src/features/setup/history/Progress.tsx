import { Button, Progress as Bar } from "@mantine/core";
import type { ImportRun } from "@/api/client";
import classes from "./Progress.module.css";
import { progressOf, type Reading, timeLeft } from "./words";

interface ProgressProps {
  run: ImportRun;
  readings: readonly Reading[];
  cancelling: boolean;
  onCancel: () => void;
}

/** How far an import is. */
export function Progress({ run, readings, cancelling, onCancel }: ProgressProps) {
  const percent = run.bytes > 0 ? (100 * run.bytesRead) / run.bytes : 0;
  const left = timeLeft(readings, run);
  return (
    <div className={classes.progress}>
      <Bar.Root size="md">
        <Bar.Section value={percent} aria-label="Import" />
      </Bar.Root>
      <p className={classes.line}>
        <span className="num">{progressOf(run)}</span>
        <span className={classes.left}>{left}</span>
        <Button variant="default" size="compact-sm" loading={cancelling} onClick={onCancel}>
          Cancel
        </Button>
      </p>
      {run.problem ? <p className={classes.problem}>{run.problem}</p> : null}
    </div>
  );
}
