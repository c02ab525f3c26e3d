import { IconAlertCircleFilled, IconChevronRight } from "@tabler/icons-react";
import { memo } from "react";
import type { Span } from "@/api/client";
import { duration, full } from "@/shared/format";
import classes from "./SpanRow.module.css";

interface SpanRowProps {
  span: Span;
  /** Of the tree. */
  row: number;
  /** Among what is shown. */
  index: number;
  top: number;
  level: number;
  /** Spans below it. */
  below: number;
  collapsed: boolean;
  selected: boolean;
  reachable: boolean;
  found: boolean;
  colour: string;
  /** Of its bar, in percent. */
  left: number;
  right: number;
  onSelect: (row: number) => void;
  onToggle: (spanId: string) => void;
  onActive: (row: number) => void;
}

const DEEPEST_INDENT = 14;

/** A span: its place in the tree, and when it ran. */
export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { span, row, below, collapsed, left, right } = props;
  const failed = span.statusCode === "ERROR";
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the tree handles the keys
    <div
      className={classes.row}
      style={{ transform: `translateY(${props.top}px)` }}
      role="row"
      aria-level={props.level + 1}
      aria-rowindex={props.index + 1}
      aria-selected={props.selected}
      {...(below > 0 ? { "aria-expanded": !collapsed } : {})}
      data-row={row}
      data-found={props.found || undefined}
      tabIndex={props.reachable ? 0 : -1}
      onFocus={() => props.onActive(row)}
      onClick={() => props.onSelect(row)}
    >
      <span
        className={classes.name}
        role="gridcell"
        style={{ ["--level" as string]: Math.min(props.level, DEEPEST_INDENT) }}
      >
        {below > 0 ? (
          <button
            type="button"
            className={classes.toggle}
            tabIndex={-1}
            aria-label={collapsed ? `Expand ${full(below)} spans` : "Collapse spans"}
            onClick={(clicked) => {
              clicked.stopPropagation();
              props.onToggle(span.spanId);
            }}
          >
            <IconChevronRight size={13} data-open={!collapsed} aria-hidden />
          </button>
        ) : (
          <span className={classes.leaf} />
        )}
        <span className={classes.dot} style={{ background: props.colour }} />
        {failed ? <IconAlertCircleFilled size={13} color="var(--bad)" role="img" aria-label="failed" /> : null}
        <span className={classes.text} title={span.spanName}>
          {span.spanName || "unnamed"}
        </span>
        {collapsed ? <span className={classes.count}>{full(below)}</span> : null}
      </span>
      <span className={classes.time} role="gridcell">
        <span
          className={classes.bar}
          data-failed={failed || undefined}
          style={{
            left: `${left}%`,
            width: `${Math.max(right - left, 0)}%`,
            background: failed ? undefined : props.colour,
          }}
        />
        <span
          className={classes.duration}
          style={right < 82 ? { left: `${right}%` } : left > 18 ? { right: `${100 - left}%` } : { right: 0 }}
          data-inside={(right >= 82 && left <= 18) || undefined}
        >
          {duration(span.duration)}
        </span>
      </span>
    </div>
  );
});
