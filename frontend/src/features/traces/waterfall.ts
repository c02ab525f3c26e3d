import type { Span } from "@/api/client";
import { Axis } from "@/shared/axis";

/** The spans of a trace as rows, each parent before its children; all arrays go by row. Made in one pass, for 10,000s. */
export interface Tree {
  spans: readonly Span[];
  depths: Int32Array;
  /** Row of the parent, −1 for a root. */
  parents: Int32Array;
  /** Rows of the span and of all below it. */
  sizes: Int32Array;
  /** Milliseconds since the trace began. */
  starts: Float64Array;
  ends: Float64Array;
  rowOf: ReadonlyMap<string, number>;
  /** Milliseconds since 1970. */
  startMs: number;
  totalMs: number;
}

/** Puts the spans in order. A span whose parent is not there, or is below itself, is a root. */
export function buildTree(spans: readonly Span[]): Tree {
  const times = timesOf(spans);
  const { order, parentOf, depthOf } = inOrder(spans, times.starts);
  const rowAt = new Int32Array(spans.length);
  order.forEach((index, row) => (rowAt[index] = row));
  const pick = (values: Float64Array | Int32Array, row: number) => values[order[row] ?? 0] ?? 0;
  const parents = Int32Array.from(order, (index) => {
    const parent = parentOf[index] ?? -1;
    return parent < 0 ? -1 : (rowAt[parent] ?? -1);
  });
  const sizes = new Int32Array(spans.length).fill(1);
  for (let row = spans.length - 1; row >= 0; row--) {
    const parent = parents[row] ?? -1;
    if (parent >= 0) {
      sizes[parent] = (sizes[parent] ?? 0) + (sizes[row] ?? 0);
    }
  }
  const rows = Array.from(order, (index) => spans[index] as Span);
  return {
    spans: rows,
    depths: Int32Array.from(order, (index) => depthOf[index] ?? 0),
    parents,
    sizes,
    starts: Float64Array.from(order, (_, row) => pick(times.starts, row)),
    ends: Float64Array.from(order, (_, row) => pick(times.ends, row)),
    rowOf: new Map(rows.map((span, row) => [span.spanId, row])),
    startMs: times.startMs,
    totalMs: times.ends.reduce((latest, end) => Math.max(latest, end), 0),
  };
}

function timesOf(spans: readonly Span[]) {
  const seconds = Float64Array.from(spans, (span) => Date.parse(`${span.timestamp.slice(0, 19)}Z`) / 1000);
  const first = seconds.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  const offsets = Float64Array.from(spans, (span, index) => {
    const fraction = Number(span.timestamp.slice(20, -1).padEnd(9, "0"));
    return ((seconds[index] ?? 0) - first) * 1000 + fraction / 1e6;
  });
  const least = offsets.reduce((lowest, one) => Math.min(lowest, one), Number.POSITIVE_INFINITY);
  const starts = offsets.map((offset) => offset - least);
  return {
    starts,
    ends: starts.map((start, index) => start + (spans[index]?.duration ?? 0) / 1e6),
    startMs: spans.length > 0 ? first * 1000 + least : 0,
  };
}

function inOrder(spans: readonly Span[], starts: Float64Array) {
  const indexOf = new Map(spans.map((span, index) => [span.spanId, index]));
  const byStart = Int32Array.from(spans.keys()).toSorted((one, other) => (starts[one] ?? 0) - (starts[other] ?? 0));
  const parentOf = Int32Array.from(spans, (span, index) => {
    const parent = span.parentSpanId ? (indexOf.get(span.parentSpanId) ?? -1) : -1;
    return parent === index ? -1 : parent;
  });
  const firstChild = new Int32Array(spans.length).fill(-1);
  const nextSibling = new Int32Array(spans.length).fill(-1);
  for (const index of byStart.toReversed()) {
    const parent = parentOf[index] ?? -1;
    if (parent >= 0) {
      nextSibling[index] = firstChild[parent] ?? -1;
      firstChild[parent] = index;
    }
  }
  const depthOf = new Int32Array(spans.length);
  const order = new Int32Array(spans.length);
  const placed = new Uint8Array(spans.length);
  let count = 0;
  const place = (root: number) => {
    parentOf[root] = -1;
    let at = root;
    placed[at] = 1;
    order[count++] = at;
    for (;;) {
      const child = unplaced(firstChild[at] ?? -1, nextSibling, placed);
      if (child >= 0) {
        depthOf[child] = (depthOf[at] ?? 0) + 1;
        at = child;
        placed[at] = 1;
        order[count++] = at;
        firstChild[parentOf[at] ?? 0] = nextSibling[at] ?? -1;
      } else if (at === root) {
        return;
      } else {
        at = parentOf[at] ?? root;
      }
    }
  };
  byStart.filter((index) => (parentOf[index] ?? -1) < 0).forEach(place);
  byStart.forEach((index) => !placed[index] && place(index)); // what is left goes in circles
  return { order, parentOf, depthOf };
}

function unplaced(child: number, nextSibling: Int32Array, placed: Uint8Array): number {
  let at = child;
  while (at >= 0 && placed[at]) {
    at = nextSibling[at] ?? -1;
  }
  return at;
}

/** The rows to show: of the span in focus (−1: all), without those below collapsed ones. */
export function visibleRows(tree: Tree, focus: number, collapsed: ReadonlySet<string>): Int32Array {
  const [from, to] = extentOf(tree, focus);
  const rows = new Int32Array(to - from);
  let count = 0;
  for (let row = from; row < to;) {
    rows[count++] = row;
    row += collapsed.has(tree.spans[row]?.spanId ?? "") ? (tree.sizes[row] ?? 1) : 1;
  }
  return rows.subarray(0, count);
}

function extentOf(tree: Tree, focus: number): [number, number] {
  return focus < 0 ? [0, tree.spans.length] : [focus, focus + (tree.sizes[focus] ?? 1)];
}

/** The deepest level among rows, from 0. */
export function deepest(tree: Tree, rows: Int32Array): number {
  return rows.reduce((most, row) => Math.max(most, tree.depths[row] ?? 0), 0);
}

/** The spans to collapse so that only levels up to `level` are shown. */
export function collapsedBelow(tree: Tree, level: number): Set<string> {
  const found = new Set<string>();
  tree.spans.forEach((span, row) => {
    if ((tree.depths[row] ?? 0) >= level && (tree.sizes[row] ?? 1) > 1) {
      found.add(span.spanId);
    }
  });
  return found;
}

/** Without what hides a row. */
export function revealed(tree: Tree, row: number, collapsed: ReadonlySet<string>): ReadonlySet<string> {
  const open = new Set(collapsed);
  for (let parent = tree.parents[row] ?? -1; parent >= 0; parent = tree.parents[parent] ?? -1) {
    open.delete(tree.spans[parent]?.spanId ?? "");
  }
  return open.size === collapsed.size ? collapsed : open;
}

/** The time axis of the span in focus (−1: of all), in milliseconds since the trace began. */
export function axisOf(tree: Tree, focus: number, compressed: boolean): Axis {
  const [from, to] = extentOf(tree, focus);
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = 0;
  const busy = [];
  for (let row = from; row < to; row++) {
    const [start, end] = [tree.starts[row] ?? 0, tree.ends[row] ?? 0];
    startMs = Math.min(startMs, start);
    endMs = Math.max(endMs, end);
    if (compressed) {
      const isLeaf = tree.sizes[row] === 1;
      busy.push({ startMs: start, endMs: isLeaf ? end : start }, { startMs: end, endMs: end });
    }
  }
  return new Axis(compressed ? busy : [{ startMs: Math.min(startMs, endMs), endMs }]);
}

/** The rows whose span contains a text, in any case. */
export function matchesOf(tree: Tree, text: string, texts: (row: number) => string): Int32Array {
  const wanted = text.toLowerCase();
  return wanted ? Int32Array.from(tree.spans.keys()).filter((row) => texts(row).includes(wanted)) : new Int32Array();
}

/** What can be searched of a span, in lower case; made when first asked for. */
export function textsOf(tree: Tree): (row: number) => string {
  const made = new Map<number, string>();
  return (row) => {
    const known = made.get(row);
    if (known !== undefined) {
      return known;
    }
    const span = tree.spans[row];
    const values = Object.entries(span?.spanAttributes ?? {}).map(([name, value]) =>
      typeof value === "string" ? `${name}\n${value}` : `${name}\n${JSON.stringify(value)}`,
    );
    const text = [span?.spanName, span?.serviceName, span?.statusMessage, span?.spanId, ...values]
      .join("\n")
      .toLowerCase();
    made.set(row, text);
    return text;
  };
}

/** The next of some rows after (or before) a row, around the end; −1: there is none. */
export function nextOf(rows: Int32Array, after: number, backwards = false): number {
  if (backwards) {
    return rows.findLast((row) => row < after) ?? rows.at(-1) ?? -1;
  }
  return rows.find((row) => row > after) ?? rows[0] ?? -1;
}

/** The rows whose span failed. */
export function errorsOf(tree: Tree): Int32Array {
  return Int32Array.from(tree.spans.keys()).filter((row) => tree.spans[row]?.statusCode === "ERROR");
}
