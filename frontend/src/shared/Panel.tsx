import type { CSSProperties, ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  title?: ReactNode;
  /** Beside the title, to the right. */
  aside?: ReactNode;
  children: ReactNode;
  /** Without padding around the content: lists, tables, charts to the edge. */
  flush?: boolean;
  style?: CSSProperties;
  className?: string;
  label?: string;
}

/** A card with a title. */
export function Panel({ title, aside, children, flush = false, style, className, label }: PanelProps) {
  return (
    <section className={[classes.panel, className].filter(Boolean).join(" ")} style={style} aria-label={label}>
      {title !== undefined || aside !== undefined ? (
        <header className={classes.head}>
          <h2 className={classes.title}>{title}</h2>
          {aside}
        </header>
      ) : null}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
