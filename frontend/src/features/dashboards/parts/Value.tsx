import type { ReactNode } from "react";
import type { Line } from "../data";
import { timesOf } from "@/shared/buckets";
import { Sparkline } from "./Sparkline";
import classes from "./widgets.module.css";

interface ValueProps {
  text: string;
  /** The exact value, on hover. */
  exact?: string;
  note?: ReactNode;
  lines?: readonly Line[];
  grid?: { bounds: readonly [number, number]; intervalMs: number };
}

/** A number, and how it came about. */
export function Value({ text, exact, note, lines, grid }: ValueProps) {
  const wholes = lines?.filter((line) => !line.part) ?? [];
  const values = timesOf(wholes, wholes.length > 0 ? grid : undefined).map((time) =>
    wholes.reduce((sum, line) => sum + (line.points.get(time) ?? 0), 0),
  );
  return (
    <div className={classes.value}>
      <div className={classes.number} title={exact}>
        {text}
      </div>
      {note ? <div className={classes.note}>{note}</div> : null}
      <Sparkline values={values} />
    </div>
  );
}
