import type { ReactNode } from "react";
import { useEffect } from "react";
import classes from "./Page.module.css";

interface PageProps {
  title: string;
  /** Beside the title: what the page is about. */
  subtitle?: ReactNode;
  /** Controls to the right of the title. */
  actions?: ReactNode;
  /** The page does not scroll as a whole: its lists do. */
  fixed?: boolean;
  children: ReactNode;
}

/** A screen: its title, its controls, its content. */
export function Page({ title, subtitle, actions, fixed = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · AI Observer`;
  }, [title]);
  return (
    <div className={fixed ? classes.fixed : classes.page} data-fixed={fixed || undefined}>
      <header className={classes.head}>
        <div className={classes.titles}>
          <h1 className={classes.title}>{title}</h1>
          {subtitle ? <span className={classes.subtitle}>{subtitle}</span> : null}
        </div>
        <div className={classes.actions}>{actions}</div>
      </header>
      {children}
    </div>
  );
}
