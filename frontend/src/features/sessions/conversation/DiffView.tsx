import classes from "./DiffView.module.css";
import type { DiffLine } from "./diff";

const SIGNS = { same: " ", removed: "-", added: "+" } as const;
const SPOKEN = { same: "", removed: "removed: ", added: "added: " } as const;
const MOST_LINES = 1000;

/** Lines that were removed and added, among those that stayed. */
export function DiffView({ lines }: { lines: readonly DiffLine[] }) {
  return (
    <pre className={classes.diff} tabIndex={0} aria-label="Changes">
      {lines.slice(0, MOST_LINES).map(({ kind, text }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have nothing else
        <span key={index} className={classes.line} data-kind={kind}>
          <span className={classes.sign} aria-hidden>
            {SIGNS[kind]}
          </span>
          <span className="visually-hidden">{SPOKEN[kind]}</span>
          {text}
          {"\n"}
        </span>
      ))}
      {lines.length > MOST_LINES ? `… and ${lines.length - MOST_LINES} more lines` : null}
    </pre>
  );
}
