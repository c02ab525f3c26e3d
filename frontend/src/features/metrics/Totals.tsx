import { IconChevronDown, IconChevronUp, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { bounded, full } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { adds, type Line, MOST_LINES } from "./lines";
import classes from "./Totals.module.css";

interface TotalsProps {
  lines: readonly Line[];
  /** Of all lines that count and are no part of another; undefined: they cannot be added. */
  total: number | undefined;
  heading: string;
  format: (value: number | null) => string;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
}

const MOST_ROWS = 500;

/** The range as a whole, a row per line; a click hides one or shows it alone. */
export function Totals({ lines, total, heading, format, hidden, onHide }: TotalsProps) {
  const [byName, setByName] = useState(false);
  const [upwards, setUpwards] = useState(false);
  const ordered = byName ? lines.toSorted((one, other) => one.label.localeCompare(other.label)) : lines;
  const rows = upwards ? ordered.toReversed() : ordered;
  const sort = (names: boolean) => {
    setUpwards(names === byName && !upwards);
    setByName(names);
  };
  const toggle = (line: Line) => {
    const after = new Set(hidden);
    onHide(after.delete(line.key) ? after : after.add(line.key));
  };
  const arrow = upwards ? <IconChevronUp size={12} aria-hidden /> : <IconChevronDown size={12} aria-hidden />;
  const order = upwards ? "ascending" : "descending";
  return (
    <Panel flush className={classes.panel} label="Totals">
      <div className={classes.scroller} tabIndex={0} role="group" aria-label="Totals by series">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" aria-sort={byName ? order : "none"}>
                <button type="button" onClick={() => sort(true)}>
                  Series {byName ? arrow : null}
                </button>
              </th>
              <th scope="col" aria-sort={byName ? "none" : order}>
                <button type="button" onClick={() => sort(false)}>
                  {heading} {byName ? null : arrow}
                </button>
              </th>
              {total === undefined ? null : <th scope="col">Share</th>}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((line) => (
              <tr key={line.key} data-hidden={hidden.has(line.key) || undefined}>
                <th scope="row">
                  <span className={classes.series}>
                    <button
                      type="button"
                      className={classes.eye}
                      aria-pressed={!hidden.has(line.key)}
                      aria-label={`Show ${line.label}`}
                      onClick={() => toggle(line)}
                    >
                      {hidden.has(line.key) ? <IconEyeOff size={14} /> : <IconEye size={14} />}
                    </button>
                    <span
                      className={classes.swatch}
                      style={adds(line) ? { background: line.colour } : { boxShadow: `inset 0 0 0 2px ${line.colour}` }}
                      aria-hidden
                    />
                    <span className={classes.label} title={line.label}>
                      {line.label}
                    </span>
                    {line.partOf ? <span className={classes.part}>part of {line.partOf}</span> : null}
                    {line.uncounted ? <span className={classes.part}>not counted</span> : null}
                  </span>
                </th>
                <td title={bounded(full(line.total), line.totalBound)}>
                  {bounded(format(line.total), line.totalBound)}
                </td>
                {total === undefined ? null : <td>{adds(line) ? shareOf(line.total, total) : ""}</td>}
              </tr>
            ))}
          </tbody>
          {total !== undefined && lines.length > 1 ? (
            <tfoot>
              <tr>
                <th scope="row">Total</th>
                <td title={full(total)}>{format(total)}</td>
                <td>{total > 0 ? "100 %" : ""}</td>
              </tr>
            </tfoot>
          ) : null}
        </table>
        {lines.length > MOST_LINES ? (
          <p className={classes.note}>
            The chart shows the {MOST_LINES} largest of {full(lines.length)} series; the total includes all of them.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function shareOf(value: number | null, total: number): string {
  return value === null || total <= 0 ? "—" : `${((100 * value) / total).toFixed(1)} %`;
}
