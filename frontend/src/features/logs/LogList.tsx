import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from "react";
import { full } from "@/shared/format";
import classes from "./LogList.module.css";
import { LogRow } from "./LogRow";
import type { Row } from "./paging";
import { useListKeys } from "./useListKeys";
import type { LogFilters } from "./useLogs";

interface LogListProps {
  ref: Ref<HTMLDivElement>;
  rows: readonly Row[];
  filters: LogFilters;
  hasMore: boolean;
  loading: boolean;
  failed: boolean;
  onMore: () => void;
  /** The user left the top of the list. */
  onScrolledAway: () => void;
  onFilter: (change: Record<string, string | undefined>) => void;
}

const LINE = 30;
const TWO_LINES = 52;
const LOAD_AHEAD = 60;
const AWAY = 40;

/** Log records, newest first; only those in sight are drawn. */
export function LogList(props: LogListProps) {
  const { rows, hasMore, loading, failed, onMore, onScrolledAway } = props;
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(props.ref, () => scroller.current as HTMLDivElement, []);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  // oxlint-disable-next-line react/incompatible-library -- it is not handed on to what is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? TWO_LINES : LINE),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  const toggle = useCallback(
    (key: string, wanted: boolean) =>
      setOpened((before) => new Set(wanted ? [...before, key] : [...before].filter((one) => one !== key))),
    [],
  );
  const keys = useListKeys(rows, scroller, {
    show: (index) => virtual.scrollToIndex(index),
    close: (key) => toggle(key, false),
  });

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loading && !failed && last >= rows.length - LOAD_AHEAD) {
      onMore();
    }
  }, [hasMore, loading, failed, last, rows.length, onMore]);

  return (
    <>
      <div className={classes.head} aria-hidden>
        <span />
        <span>Time</span>
        <span>Level</span>
        <span>Service</span>
        <span>Event</span>
        <span>Summary</span>
      </div>
      <div
        ref={scroller}
        className={classes.scroller}
        role="list"
        aria-label="Logs, newest first"
        onScroll={(scrolled) => scrolled.currentTarget.scrollTop > AWAY && onScrolledAway()}
      >
        <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={classes.item}
                style={{ transform: `translateY(${item.start}px)` }}
                role="listitem"
                aria-posinset={item.index + 1}
                aria-setsize={hasMore ? -1 : rows.length}
              >
                <LogRow
                  row={row}
                  filters={props.filters}
                  opened={opened.has(row.key)}
                  reachable={item.index === keys.active}
                  onToggle={toggle}
                  onFocus={keys.activate}
                  onFilter={props.onFilter}
                />
              </div>
            ) : null;
          })}
        </div>
        <p className={classes.end}>{failed ? <Retry retry={onMore} /> : ending(hasMore, rows.length)}</p>
      </div>
    </>
  );
}

function ending(hasMore: boolean, count: number): string {
  return hasMore ? "Loading older logs…" : `End of list: ${full(count)} ${count === 1 ? "log" : "logs"} in this range.`;
}

function Retry({ retry }: { retry: () => void }) {
  return (
    <>
      Could not load older logs.{" "}
      <Button variant="default" size="compact-xs" onClick={retry}>
        Try again
      </Button>
    </>
  );
}
