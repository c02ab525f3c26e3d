import { useCallback, useRef } from "react";
import { EmptyRange } from "@/shared/EmptyRange";
import { News } from "@/shared/News";
import { Panel } from "@/shared/Panel";
import type { Range } from "@/shared/range";
import { Stale } from "@/shared/Stale";
import { Shown } from "@/shared/States";
import { LogList } from "./LogList";
import classes from "./LogPanel.module.css";
import { type LogFilters, useNewest, type useLogs } from "./useLogs";

export interface LogPanelProps {
  logs: ReturnType<typeof useLogs>;
  filters: LogFilters;
  range: Range;
  tailing: boolean;
  onTail: (wanted: boolean) => void;
  onRange: (range: Range) => void;
  onFilter: (change: Record<string, string | undefined>) => void;
}

const NO_FILTERS = { service: undefined, level: undefined, event: undefined, q: undefined, trace: undefined };

/** The list of logs, and what stands for it while there is none. */
export function LogPanel({ logs, filters, range, tailing, onTail, onRange, onFilter }: LogPanelProps) {
  const { query, rows, news, reload } = logs;
  const list = useRef<HTMLDivElement>(null);
  const showNews = () => {
    list.current?.scrollTo({ top: 0 });
    void reload();
  };
  const scrolledAway = useCallback(() => tailing && onTail(false), [tailing, onTail]);
  return (
    <Panel flush label="Logs" className={classes.panel}>
      {query.isRefetchError ? <Stale error={query.error} retry={() => void reload()} /> : null}
      <Shown query={query}>
        {() =>
          rows.length > 0 ? (
            <LogList
              ref={list}
              rows={rows}
              filters={filters}
              hasMore={query.hasNextPage}
              loading={query.isFetchingNextPage}
              failed={query.isFetchNextPageError}
              onMore={() => void query.fetchNextPage()}
              onScrolledAway={scrolledAway}
              onFilter={onFilter}
            />
          ) : (
            <NoLogs filters={filters} range={range} onRange={onRange} onFilter={onFilter} />
          )
        }
      </Shown>
      <News count={news} onShow={showNews} />
    </Panel>
  );
}

type NoLogsProps = Pick<LogPanelProps, "filters" | "range" | "onRange" | "onFilter">;

function NoLogs({ filters, range, onRange, onFilter }: NoLogsProps) {
  const newest = useNewest(filters);
  const filtered = Object.values(filters).some(Boolean);
  return (
    <EmptyRange
      what="logs"
      range={range}
      newest={newest}
      onGo={onRange}
      {...(filtered ? { onClear: () => onFilter(NO_FILTERS) } : {})}
    />
  );
}
