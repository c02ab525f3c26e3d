import { useElementSize } from "@mantine/hooks";
import type { Axis } from "@/shared/axis";
import { duration, exactMoment } from "@/shared/format";
import classes from "./Ruler.module.css";

/** Times since the trace began; idle hours that take little room are marked. */
export function Ruler({ axis, startMs }: { axis: Axis; startMs: number }) {
  const { ref, width: available } = useElementSize();
  return (
    <div className={classes.ruler} aria-hidden>
      <span className={classes.title}>Span</span>
      <span className={classes.axis} ref={ref}>
        {axis.ticks(available).map(({ left, sinceMs }) => (
          <span
            key={sinceMs}
            className={classes.tick}
            style={{ left: `${left}%` }}
            title={exactMoment(startMs + axis.startMs + sinceMs)}
          >
            {duration(sinceMs * 1e6)}
          </span>
        ))}
        {axis.gaps.map(({ left, width, lastedMs }) => (
          <span
            key={left}
            className={classes.gap}
            style={{ left: `${left}%`, width: `${width}%` }}
            title={`Idle for ${duration(lastedMs * 1e6)}`}
          />
        ))}
      </span>
    </div>
  );
}
