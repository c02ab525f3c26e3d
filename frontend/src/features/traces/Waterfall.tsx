import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { Axis } from "@/shared/axis";
import { useTools } from "@/shared/tools";
import { Ruler } from "./Ruler";
import { SpanRow } from "./SpanRow";
import { useTreeKeys } from "./useTreeKeys";
import classes from "./Waterfall.module.css";
import type { Tree } from "./waterfall";

export interface WaterfallHandle {
  /** Brings a row of the tree into sight. */
  show: (row: number) => void;
}

interface WaterfallProps {
  ref: Ref<WaterfallHandle>;
  tree: Tree;
  /** Rows of the tree that are shown, in order. */
  rows: Int32Array;
  axis: Axis;
  focus: number;
  collapsed: ReadonlySet<string>;
  selected: number;
  matches: Int32Array;
  onSelect: (row: number) => void;
  onToggle: (spanId: string) => void;
  onClose: () => void;
  /** Told which of `rows` are in sight: from, to. */
  onInSight: (bounds: [number, number]) => void;
}

const ROW = 26;

/** The spans of a trace, one below the other, each with a bar for its time; only those in sight are drawn. */
export function Waterfall(props: WaterfallProps) {
  const { tree, rows, axis, focus, collapsed, selected, onSelect, onToggle, onInSight } = props;
  const tools = useTools();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(Math.max(selected, 0));
  // oxlint-disable-next-line react/incompatible-library -- it is not handed on to what is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  }, [rows]);
  const pending = useRef<number | null>(selected >= 0 ? selected : null);
  const show = (row: number) => {
    setActive(row);
    pending.current = row;
  };
  useImperativeHandle(props.ref, () => ({ show }), []);
  useEffect(() => {
    const index = pending.current === null ? -1 : rows.indexOf(pending.current);
    if (index >= 0) {
      pending.current = null;
      virtual.scrollToIndex(index, { align: "auto" });
    }
  });
  useTreeKeys({ ...props, scroller, active, onActive: show });

  const items = virtual.getVirtualItems();
  const [from, to] = [items[0]?.index ?? 0, (items.at(-1)?.index ?? -1) + 1];
  useEffect(() => onInSight([from, to]), [onInSight, from, to]);
  const found = useMemo(() => new Set(props.matches), [props.matches]);
  const base = focus < 0 ? 0 : (tree.depths[focus] ?? 0);
  const reachable = rows.includes(active) ? active : (rows[0] ?? 0);
  return (
    <>
      <Ruler axis={axis} startMs={tree.startMs} />
      <div
        ref={scroller}
        className={classes.scroller}
        role="treegrid"
        aria-label="Trace spans"
        aria-rowcount={rows.length}
        aria-colcount={2}
      >
        <div role="rowgroup" className={classes.all} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index] ?? 0;
            const span = tree.spans[row];
            if (!span) {
              return null;
            }
            const [left, right] = [axis.at(tree.starts[row] ?? 0), axis.at(tree.ends[row] ?? 0)];
            return (
              <SpanRow
                key={span.spanId}
                span={span}
                row={row}
                index={index}
                top={start}
                level={(tree.depths[row] ?? 0) - base}
                below={(tree.sizes[row] ?? 1) - 1}
                collapsed={collapsed.has(span.spanId)}
                selected={row === selected}
                reachable={row === reachable}
                found={found.has(row)}
                colour={tools.colourOf(span.serviceName)}
                left={left}
                right={right}
                onSelect={onSelect}
                onToggle={onToggle}
                onActive={setActive}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}
