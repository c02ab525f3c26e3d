import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { full } from "@/shared/format";
import { isTurn } from "./address";
import classes from "./Conversation.module.css";
import { useFolds } from "./folds";
import type { TurnView } from "./model";
import { RowView } from "./RowView";
import { nextTurn, type Row, rowsOf } from "./rows";
import { useTurnKeys } from "./useTurnKeys";

interface TurnListProps {
  turns: readonly TurnView[];
  wanted: string | undefined;
  /** The turn that the address leads to. */
  target: string | undefined;
  loaded: number;
  total: number;
  more: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    fetchNextPage: () => unknown;
  };
}

const HEIGHTS: Record<Row["kind"], number> = { turn: 44, item: 46, agent: 46 };

/** Turns with all that happened in them, of which only what is in sight is drawn. */
export function TurnList({ turns, wanted, target, loaded, total, more }: TurnListProps) {
  const folds = useFolds(wanted !== undefined);
  const rows = useMemo(() => rowsOf(turns, folds.isOpen), [turns, folds]);
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- it is not handed on to what is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHTS[rows[index]?.kind ?? "item"],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });
  const go = (index: number) => virtual.scrollToIndex(index, { align: "start" });
  useGoTo(target, rows, more, go);
  useTurnKeys((step) => {
    const top = virtual.getVirtualItemForOffset((scroller.current?.scrollTop ?? 0) + 1)?.index ?? 0;
    const next = nextTurn(rows, top, step);
    if (next !== undefined) {
      go(next);
    }
  });
  return (
    <div ref={scroller} className={classes.scroller} role="list" aria-label="Conversation, oldest first">
      <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index] as Row;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.row}
              style={{ transform: `translateY(${start}px)` }}
              role="listitem"
              aria-posinset={index + 1}
              aria-setsize={more.hasNextPage ? -1 : rows.length}
            >
              <RowView row={row} wanted={wanted} target={target} folds={folds} />
            </div>
          );
        })}
      </div>
      {more.hasNextPage ? (
        <p className={classes.more}>
          <Button variant="default" loading={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
            Show more
          </Button>
          <span className="num">
            {more.isFetchNextPageError ? "Could not load the rest. " : ""}
            {full(loaded)} of {full(total)} messages
          </span>
        </p>
      ) : null}
    </div>
  );
}

/** Goes to the turn of the address once it is there, and loads until it is. */
function useGoTo(
  target: string | undefined,
  rows: readonly Row[],
  more: TurnListProps["more"],
  go: (index: number) => void,
): void {
  const reached = useRef<string>(undefined);
  useEffect(() => {
    if (target === undefined || reached.current === target) {
      return;
    }
    const index = rows.findIndex((row) => row.kind === "turn" && isTurn(row.turn, target));
    if (index >= 0) {
      reached.current = target;
      go(index);
    } else if (more.hasNextPage && !more.isFetchingNextPage && !more.isFetchNextPageError) {
      void more.fetchNextPage();
    }
  });
}
