import type { Summary } from "./summary";
import classes from "./SummaryText.module.css";

/** A summary on one line: text, or names and values. */
export function SummaryText({ summary }: { summary: Summary }) {
  if ("text" in summary) {
    return <span className={classes.text}>{summary.text}</span>;
  }
  return summary.pairs.map(([name, value]) => (
    <span key={name} className={classes.pair}>
      <span className={classes.name}>{name}</span> <span className={classes.value}>{value}</span>
    </span>
  ));
}
