import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, useMemo } from "react";
import { Axis } from "@/shared/axis";
import { duration, exactMoment } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { useTools } from "@/shared/tools";
import { type Entry, type Kind, KINDS } from "./entries";
import { KIND_INFO } from "./kinds";
import { laneOf, type Mark } from "./lanes";
import classes from "./Timeline.module.css";

interface TimelineProps {
  entries: readonly Entry[];
  /** Key of the entry that is looked at. */
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** When what happened, a lane per kind; idle hours take little room. */
export function Timeline({ entries, chosen, onChoose }: TimelineProps) {
  const axis = useMemo(() => new Axis(entries), [entries]);
  const kinds = KINDS.filter((kind) => entries.some((entry) => entry.kind === kind));
  if (entries.length === 0) {
    return null;
  }
  return (
    <Panel label="Time axis" className={classes.panel}>
      <div className={classes.grid}>
        {kinds.map((kind) => (
          <Lane
            key={kind}
            kind={kind}
            entries={entries.filter((entry) => entry.kind === kind)}
            axis={axis}
            chosen={chosen}
            onChoose={onChoose}
          />
        ))}
        <span />
        <Ticks axis={axis} />
      </div>
    </Panel>
  );
}

const ROW = 16;

function Lane({ kind, entries, axis, chosen, onChoose }: TimelineProps & { kind: Kind; axis: Axis }) {
  const tools = useTools();
  const { rows, marks } = useMemo(() => laneOf(entries, axis), [entries, axis]);
  const { many, colour } = KIND_INFO[kind];
  const isChosen = (mark: Mark) => mark.entries.some((entry) => entry.key === chosen);
  const reachable = Math.max(0, marks.findIndex(isChosen));
  return (
    <>
      <span className={classes.name}>{many}</span>
      <div className={classes.lane} style={{ height: rows * ROW + 6 }} role="group" aria-label={many} onKeyDown={move}>
        <Gaps axis={axis} />
        {marks.map((mark, index) => {
          const [first] = mark.entries;
          const failed = mark.entries.some((entry) => entry.failed);
          const label = labelOf(mark, tools.eventTitle(first?.log.eventName ?? ""), failed);
          return first ? (
            <button
              key={first.key}
              type="button"
              className={classes.mark}
              style={{
                left: `${mark.left}%`,
                width: `${mark.width}%`,
                top: 3 + mark.row * ROW,
                ...(failed ? {} : { background: colour }),
              }}
              data-failed={failed || undefined}
              data-chosen={isChosen(mark) || undefined}
              tabIndex={index === reachable ? 0 : -1}
              title={label}
              aria-label={label}
              onClick={() => onChoose(first.key)}
            >
              {mark.entries.length > 1 && mark.width > 1.5 ? mark.entries.length : failed ? "!" : null}
            </button>
          ) : null;
        })}
      </div>
    </>
  );
}

function labelOf({ entries }: Mark, title: string, failed: boolean): string {
  const [first] = entries;
  if (!first) {
    return "";
  }
  const lasted = first.endMs > first.startMs ? `, ${duration((first.endMs - first.startMs) * 1e6)}` : "";
  const more = entries.length > 1 ? ` and ${entries.length - 1} more` : "";
  return `${title}${more}, ${exactMoment(first.startMs)}${lasted}${failed ? ", failed" : ""}`;
}

/** The arrows go from mark to mark. */
function move(pressed: KeyboardEvent<HTMLElement>): void {
  const step =
    pressed.key === "ArrowRight" ? "nextElementSibling" : pressed.key === "ArrowLeft" ? "previousElementSibling" : null;
  const next = step ? document.activeElement?.[step] : null;
  if (next instanceof HTMLButtonElement) {
    pressed.preventDefault();
    next.focus();
  }
}

function Gaps({ axis }: { axis: Axis }) {
  return axis.gaps.map(({ left, width, lastedMs }) => (
    <span
      key={left}
      className={classes.gap}
      style={{ left: `${left}%`, width: `${width}%` }}
      title={`Idle for ${duration(lastedMs * 1e6)}`}
    />
  ));
}

function Ticks({ axis }: { axis: Axis }) {
  const { ref, width } = useElementSize();
  return (
    <div className={classes.ticks} ref={ref} aria-hidden>
      {axis.ticks(width).map(({ left, sinceMs }) => (
        <span key={sinceMs} style={{ left: `${left}%` }} title={exactMoment(axis.startMs + sinceMs)}>
          {duration(sinceMs * 1e6)}
        </span>
      ))}
    </div>
  );
}
