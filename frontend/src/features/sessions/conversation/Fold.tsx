import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Fold.module.css";

interface FoldProps {
  open: boolean;
  onToggle: () => void;
  /** On the line that stays. */
  head: ReactNode;
  /** At its end. */
  aside?: ReactNode;
  /** Below it while folded: a line of what is inside. */
  peek?: ReactNode;
  /** What is folded away; absent: there is nothing. */
  children?: ReactNode;
  /** True: what is folded away stands elsewhere. */
  elsewhere?: boolean;
}

/** A line that unfolds. */
export function Fold({ open, onToggle, head, aside, peek, children, elsewhere = false }: FoldProps) {
  const foldable = elsewhere || Boolean(children);
  return (
    <div className={classes.fold}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={foldable ? open : undefined}
        disabled={!foldable}
        onClick={onToggle}
      >
        <IconChevronRight
          size={14}
          className={classes.chevron}
          data-open={open || undefined}
          data-hidden={!foldable || undefined}
          aria-hidden
        />
        <span className={classes.line}>{head}</span> {aside ? <span className={classes.aside}>{aside}</span> : null}{" "}
        {peek && !open ? <span className={classes.peek}>{peek}</span> : null}
      </button>
      {open && children ? <div className={classes.body}>{children}</div> : null}
    </div>
  );
}
