import { Popover } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { bounded, inUnit } from "@/shared/format";
import type { Line } from "../data";
import classes from "./widgets.module.css";

interface LegendProps {
  lines: readonly Line[];
  unit: string;
  /** The label of the line that is shown alone. */
  alone: string | null;
  onAlone: (label: string | null) => void;
}

const ROW_PX = 24;

/** The lines' names with their totals: as many as fit, the rest a click away. */
export function Legend({ lines, unit, alone, onAlone }: LegendProps) {
  const { ref, height } = useElementSize<HTMLUListElement>();
  const rows = Math.max(Math.floor(height / ROW_PX), 1);
  const fitting = lines.length <= rows ? lines.length : rows - 1;
  const entry = (line: Line) => (
    <li key={line.label}>
      <Entry
        line={line}
        unit={unit}
        pressed={alone === line.label}
        onPress={() => onAlone(alone === line.label ? null : line.label)}
      />
    </li>
  );
  return (
    <ul className={classes.legend} ref={ref}>
      {lines.slice(0, fitting).map(entry)}
      {fitting < lines.length ? (
        <li>
          <Popover position="left-start" width={300} shadow="md" trapFocus returnFocus>
            <Popover.Target>
              <button type="button" className={classes.entry}>
                <span className={classes.rest}>
                  {fitting > 0 ? `${lines.length - fitting} more…` : `${lines.length} series…`}
                </span>
              </button>
            </Popover.Target>
            <Popover.Dropdown>
              <ul className={classes.more}>{lines.map(entry)}</ul>
            </Popover.Dropdown>
          </Popover>
        </li>
      ) : null}
    </ul>
  );
}

interface EntryProps {
  line: Line;
  unit: string;
  pressed: boolean;
  onPress: () => void;
}

function Entry({ line, unit, pressed, onPress }: EntryProps) {
  return (
    <button
      type="button"
      className={classes.entry}
      aria-pressed={pressed}
      onClick={onPress}
      title={line.part ? `${line.label}: not in the total` : line.isUnknown ? `${line.label}: unknown` : line.label}
    >
      <span
        className={classes.swatch}
        style={line.part ? { boxShadow: `inset 0 0 0 2px ${line.colour}` } : { background: line.colour }}
      />
      <span className="clip">{line.label}</span>
      <span className={classes.amount}>
        {bounded(inUnit(line.isUnknown ? null : line.total, unit), line.totalBound)}
      </span>
    </button>
  );
}
