import { useMediaQuery } from "@mantine/hooks";
import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { Loading } from "@/shared/States";
import { useSetSearch } from "@/shared/useRange";
import { Minimap } from "./Minimap";
import { SpanPanel } from "./SpanPanel";
import { Toolbar } from "./Toolbar";
import classes from "./TraceView.module.css";
import { Waterfall, type WaterfallHandle } from "./Waterfall";
import { axisOf, errorsOf, matchesOf, nextOf, revealed, textsOf, type Tree, visibleRows } from "./waterfall";

const SpanDrawer = lazy(() => import("./SpanDrawer"));

const NOTHING: ReadonlySet<string> = new Set();

/** The waterfall with its tools, and the span that is looked at. */
export function TraceView({ tree }: { tree: Tree }) {
  const { span: selectedId, q = "", focus: focusId } = useSearch({ from: "/traces/$id" });
  const setSearch = useSetSearch();
  const narrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const [collapsed, setCollapsed] = useState(NOTHING);
  const [compressed, setCompressed] = useState(true);
  const [inSight, setInSight] = useState<[number, number]>([0, 0]);
  const waterfall = useRef<WaterfallHandle>(null);

  const focus = tree.rowOf.get(focusId ?? "") ?? -1;
  const selected = tree.rowOf.get(selectedId ?? "") ?? -1;
  const rows = useMemo(() => visibleRows(tree, focus, collapsed), [tree, focus, collapsed]);
  const short = useMemo(() => axisOf(tree, focus, true), [tree, focus]);
  const axis = useMemo(() => (compressed ? short : axisOf(tree, focus, false)), [tree, focus, compressed, short]);
  const errors = useMemo(() => errorsOf(tree), [tree]);
  const texts = useMemo(() => textsOf(tree), [tree]);
  const wanted = useDeferredValue(q);
  const matches = useMemo(() => matchesOf(tree, wanted, texts), [tree, wanted, texts]);

  const select = useCallback((row: number) => setSearch({ span: tree.spans[row]?.spanId }, true), [setSearch, tree]);
  const reveal = (row: number) => {
    if (row >= 0) {
      setCollapsed((before) => revealed(tree, row, before));
      const outside = focus >= 0 && (row < focus || row >= focus + (tree.sizes[focus] ?? 1));
      setSearch({ span: tree.spans[row]?.spanId, ...(outside ? { focus: undefined } : {}) }, true);
      waterfall.current?.show(row);
    }
  };
  const toggle = useCallback((spanId: string) => {
    setCollapsed((before) => {
      const after = new Set(before);
      return after.delete(spanId) ? after : after.add(spanId);
    });
  }, []);
  const close = () => setSearch({ span: undefined }, true);
  const panel =
    selected >= 0 ? (
      <SpanPanel
        tree={tree}
        row={selected}
        focused={selected === focus}
        onFocus={(spanId) => setSearch({ focus: spanId })}
        onShow={reveal}
        onClose={close}
      />
    ) : null;

  return (
    <div className={classes.view}>
      <Toolbar
        tree={tree}
        rows={rows}
        focus={focus}
        search={q}
        matches={matches}
        errors={errors}
        selected={selected}
        compressed={short.gaps.length > 0 ? compressed : undefined}
        onSearch={(text) => setSearch({ q: text }, true)}
        onMatch={(backwards) => reveal(nextOf(matches, selected, backwards))}
        onError={(backwards) => reveal(nextOf(errors, selected, backwards))}
        onCollapse={setCollapsed}
        onCompress={setCompressed}
        onUnfocus={() => setSearch({ focus: undefined })}
      />
      <div className={classes.columns}>
        <section className={classes.waterfall} aria-label="Spans">
          <Minimap
            tree={tree}
            rows={rows}
            axis={axis}
            inSight={inSight}
            onShow={(row) => waterfall.current?.show(row)}
          />
          <Waterfall
            ref={waterfall}
            tree={tree}
            rows={rows}
            axis={axis}
            focus={focus}
            collapsed={collapsed}
            selected={selected}
            matches={matches}
            onSelect={select}
            onToggle={toggle}
            onClose={close}
            onInSight={setInSight}
          />
        </section>
        {panel && narrow ? (
          <Suspense fallback={<Loading />}>
            <SpanDrawer onClose={close}>{panel}</SpanDrawer>
          </Suspense>
        ) : panel ? (
          <aside className={classes.aside} aria-label="Selected span">
            {panel}
          </aside>
        ) : null}
      </div>
    </div>
  );
}
