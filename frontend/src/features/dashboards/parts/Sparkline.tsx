import classes from "./widgets.module.css";

const WIDTH = 240;
const HEIGHT = 44;

/** The course of a number, without axes. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const highest = Math.max(...values, 0);
  if (values.length < 2 || highest <= 0) {
    return <div className={classes.spark} />;
  }
  const step = WIDTH / values.length;
  const bars = values.map((value, index) => {
    const height = value > 0 ? Math.max((value / highest) * HEIGHT, 1.5) : 0;
    return `M${index * step} ${HEIGHT}v${-height}h${Math.max(step - 0.8, 0.6)}v${height}z`;
  });
  return (
    <svg className={classes.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      <path d={bars.join("")} />
    </svg>
  );
}
