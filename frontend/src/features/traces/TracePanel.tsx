import { Button } from "@mantine/core";
import { IconFold, IconFoldDown } from "@tabler/icons-react";
import { useMemo, useRef } from "react";
import type { Trace } from "@/api/client";
import { EmptyRange } from "@/shared/EmptyRange";
import { full } from "@/shared/format";
import { News } from "@/shared/News";
import { Panel } from "@/shared/Panel";
import type { Range } from "@/shared/range";
import { Stale } from "@/shared/Stale";
import { Empty, Shown } from "@/shared/States";
import { type RowFocus, VirtualList } from "@/shared/VirtualList";
import classes from "./TracePanel.module.css";
import { TraceRow } from "./TraceRow";
import { type TraceFilters, useNewest, type useTraces } from "./useTraces";

interface TracePanelProps {
  traces: ReturnType<typeof useTraces>;
  filters: TraceFilters;
  range: Range;
  onRange: (range: Range) => void;
  onFilter: (change: Record<string, string | undefined>) => void;
}

const NO_FILTERS = { service: undefined, q: undefined, errors: undefined, min: undefined };
const HEIGHTS = [38, 62] as const;

/** The list of traces, and what stands for it while there is none. */
export function TracePanel({ traces: found, filters, range, onRange, onFilter }: TracePanelProps) {
  const { query, traces, background, news, reload } = found;
  const list = useRef<HTMLDivElement>(null);
  const longest = useMemo(() => Math.max(1, ...traces.map((trace) => trace.duration)), [traces]);
  const row = (trace: Trace, focus: RowFocus) => <TraceRow trace={trace} longest={longest} focus={focus} />;
  const showNews = () => {
    list.current?.scrollTo({ top: 0 });
    void reload();
  };
  const unfold = () => onFilter({ all: "1" });
  return (
    <Panel flush label="Traces" className={classes.panel}>
      {query.isRefetchError ? <Stale error={query.error} retry={() => void reload()} /> : null}
      <Shown query={query}>
        {() =>
          traces.length > 0 ? (
            <VirtualList
              ref={list}
              items={traces}
              keyOf={(trace) => trace.id}
              heights={HEIGHTS}
              label="Traces, newest first"
              words={["trace", "traces"]}
              head={<Head />}
              hasMore={query.hasNextPage}
              loading={query.isFetchingNextPage}
              failed={query.isFetchNextPageError}
              onMore={() => void query.fetchNextPage()}
              row={row}
            />
          ) : background > 0 ? (
            <Empty
              title="Only background traces in this range"
              action={<Button onClick={unfold}>Show {full(background)}</Button>}
            >
              None of them belongs to one of your prompts, turns or tasks.
            </Empty>
          ) : (
            <NoTraces filters={filters} range={range} onRange={onRange} onFilter={onFilter} />
          )
        }
      </Shown>
      <Fold filters={filters} background={background} onFilter={onFilter} />
      <News count={news} onShow={showNews} />
    </Panel>
  );
}

function Head() {
  return (
    <div className={classes.head} aria-hidden>
      <span />
      <span>Trace</span>
      <span>Service</span>
      <span>Duration</span>
      <span className={classes.right}>Spans</span>
      <span className={classes.right}>Start</span>
    </div>
  );
}

type FoldProps = Pick<TracePanelProps, "filters" | "onFilter"> & { background: number };

/** What is folded away, and the way to see it. */
function Fold({ filters, background, onFilter }: FoldProps) {
  const all = filters.all === "1";
  if (!all && background === 0) {
    return null;
  }
  return (
    <p className={classes.fold}>
      {all
        ? "Showing background traces."
        : `${full(background)} background ${background === 1 ? "trace" : "traces"} hidden.`}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={all ? <IconFold size={14} /> : <IconFoldDown size={14} />}
        onClick={() => onFilter({ all: all ? undefined : "1" })}
      >
        {all ? "Hide background traces" : "Show background traces"}
      </Button>
    </p>
  );
}

function NoTraces({
  filters,
  range,
  onRange,
  onFilter,
}: Pick<TracePanelProps, "filters" | "range" | "onRange" | "onFilter">) {
  const newest = useNewest(filters);
  const { service, q, errors, min } = filters;
  const filtered = [service, q, errors, min].some(Boolean);
  return (
    <EmptyRange
      what="traces"
      range={range}
      newest={newest}
      onGo={onRange}
      {...(filtered ? { onClear: () => onFilter(NO_FILTERS) } : {})}
    />
  );
}
