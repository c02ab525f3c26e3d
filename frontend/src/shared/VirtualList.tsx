import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { full } from "./format";
import { useFocusKeys } from "./useFocusKeys";
import classes from "./VirtualList.module.css";

/** What a row gives to the element in it that takes the focus. */
export interface RowFocus {
  tabIndex: 0 | -1;
  "data-row": number;
  onFocus: () => void;
}

interface VirtualListProps<T> {
  ref?: Ref<HTMLDivElement>;
  items: readonly T[];
  keyOf: (item: T) => string;
  row: (item: T, focus: RowFocus) => ReactNode;
  /** Of a row, in pixels: where there is room, and on a phone. */
  heights: readonly [number, number];
  /** Says what the list is. */
  label: string;
  /** What is listed, singular and plural. */
  words: readonly [string, string];
  head?: ReactNode;
  hasMore: boolean;
  loading: boolean;
  failed: boolean;
  onMore: () => void;
}

const LOAD_AHEAD = 30;

/** A long list, of which only what is in sight is drawn; j and k move through it. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, heights, hasMore, loading, failed, onMore, words } = props;
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const height = heights[narrow ? 1 : 0];
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(props.ref, () => scroller.current as HTMLDivElement, []);
  const [active, setActive] = useState(0);
  // oxlint-disable-next-line react/incompatible-library -- it is not handed on to what is memoized
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(items[index] as T),
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  useFocusKeys(scroller, items.length, active, (index) => {
    virtual.scrollToIndex(index);
    setActive(index);
  });

  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loading && !failed && last >= items.length - LOAD_AHEAD) {
      onMore();
    }
  }, [hasMore, loading, failed, last, items.length, onMore]);

  return (
    <>
      {props.head}
      <div ref={scroller} className={classes.scroller} role="list" aria-label={props.label}>
        <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, key, start, size }) => (
            <div
              key={key}
              className={classes.item}
              style={{ transform: `translateY(${start}px)`, height: size }}
              role="listitem"
              aria-posinset={index + 1}
              aria-setsize={hasMore ? -1 : items.length}
            >
              {props.row(items[index] as T, {
                tabIndex: index === Math.min(active, items.length - 1) ? 0 : -1,
                "data-row": index,
                onFocus: () => setActive(index),
              })}
            </div>
          ))}
        </div>
        <p className={classes.end}>{failed ? <Retry retry={onMore} /> : ending(hasMore, items.length, words)}</p>
      </div>
    </>
  );
}

function ending(hasMore: boolean, count: number, [one, many]: readonly [string, string]): string {
  return hasMore ? `Loading older ${many}…` : `End of list: ${full(count)} ${count === 1 ? one : many} in this range.`;
}

function Retry({ retry }: { retry: () => void }) {
  return (
    <>
      Could not load the rest.{" "}
      <Button variant="default" size="compact-xs" onClick={retry}>
        Try again
      </Button>
    </>
  );
}
