import { IconChevronRight } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import { exactMoment, moment, timeMs } from "@/shared/format";
import { summaryOf } from "@/shared/summary";
import { SummaryText } from "@/shared/SummaryText";
import { ToolBadge } from "@/shared/ToolBadge";
import { useTools } from "@/shared/tools";
import { LogDetail } from "./LogDetail";
import classes from "./LogRow.module.css";
import { levelOf } from "./levels";
import type { Row } from "./paging";
import type { LogFilters } from "./useLogs";

interface LogRowProps {
  row: Row;
  filters: LogFilters;
  opened: boolean;
  /** The one row that Tab reaches. */
  reachable: boolean;
  onToggle: (key: string, wanted: boolean) => void;
  onFocus: (key: string) => void;
  onFilter: (change: Record<string, string | undefined>) => void;
}

/** One log record on a line; opens to all that is known of it. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { row, opened, reachable, onToggle, onFocus } = props;
  const { log } = row;
  const tools = useTools();
  const summary = useMemo(() => summaryOf(log, tools.event(log.eventName ?? "")), [log, tools]);
  const level = levelOf(log);
  return (
    <div className={opened ? classes.opened : undefined}>
      <button
        type="button"
        className={classes.line}
        aria-expanded={opened}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onToggle(row.key, !opened)}
        onFocus={() => onFocus(row.key)}
      >
        <IconChevronRight className={classes.chevron} size={14} aria-hidden />
        <time className={classes.time} dateTime={log.timestamp} title={exactMoment(log.timestamp)}>
          {moment(log.timestamp)}
          <span className="faint">.{String(timeMs(log.timestamp) % 1000).padStart(3, "0")}</span>
        </time>
        <span className={classes.level} style={{ color: level.ink }}>
          <span className={classes.mark} style={{ background: level.colour }} aria-hidden />
          <span className="clip">{level.label}</span>
        </span>
        <span className={classes.service}>
          <ToolBadge service={log.serviceName} raw />
        </span>
        <span className={classes.event} title={log.eventName}>
          {log.eventName ? tools.eventTitle(log.eventName) : <span className="faint">—</span>}
        </span>
        <span className={classes.summary}>
          <SummaryText summary={summary} />
        </span>
      </button>
      {opened ? <LogDetail row={row} filters={props.filters} onFilter={props.onFilter} /> : null}
    </div>
  );
});
