import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type PointerEvent, useEffect, useRef } from "react";
import type { Axis } from "@/shared/axis";
import { useTools } from "@/shared/tools";
import classes from "./Minimap.module.css";
import type { Tree } from "./waterfall";

interface MinimapProps {
  tree: Tree;
  rows: Int32Array;
  axis: Axis;
  /** Which of `rows` are in sight: from, to. */
  inSight: readonly [number, number];
  /** Wants to see a row of the tree. */
  onShow: (row: number) => void;
}

const HEIGHT = 52;
const FEW_ROWS = 24;

/** All spans at a glance, and which of them are in sight; a click or drag goes there. */
export function Minimap({ tree, rows, axis, inSight, onShow }: MinimapProps) {
  const scheme = useComputedColorScheme("light");
  const { ref, width } = useElementSize();
  const go = (pointer: PointerEvent<HTMLDivElement>) => {
    if (pointer.buttons & 1) {
      const { top } = pointer.currentTarget.getBoundingClientRect();
      const index = Math.floor(((pointer.clientY - top) / HEIGHT) * rows.length);
      onShow(rows[Math.min(Math.max(index, 0), rows.length - 1)] ?? 0);
    }
  };
  if (rows.length < FEW_ROWS) {
    return null;
  }
  const [from, to] = inSight.map((index) => (100 * index) / rows.length) as [number, number];
  return (
    <div className={classes.minimap} aria-hidden>
      <span className={classes.side}>Overview</span>
      <div className={classes.map} ref={ref} style={{ height: HEIGHT }} onPointerDown={go} onPointerMove={go}>
        <Lines key={scheme} tree={tree} rows={rows} axis={axis} width={width} />
        <span className={classes.window} style={{ top: `${from}%`, height: `${Math.max(to - from, 4)}%` }} />
      </div>
    </div>
  );
}

type LinesProps = Pick<MinimapProps, "tree" | "rows" | "axis"> & { width: number };

function Lines({ tree, rows, axis, width }: LinesProps) {
  const tools = useTools();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && width > 0) {
      draw(canvas.current, width, { tree, rows, axis, colourOf: (service) => tools.colourOf(service) });
    }
  }, [tree, rows, axis, tools, width]);
  return <canvas ref={canvas} className={classes.canvas} />;
}

type Picture = Pick<MinimapProps, "tree" | "rows" | "axis"> & { colourOf: (service: string) => string };

/** A line per span, failed ones on top. */
function draw(canvas: HTMLCanvasElement, width: number, { tree, rows, axis, colourOf }: Picture): void {
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(HEIGHT * scale);
  const context = canvas.getContext("2d");
  if (!context) {
    return;
  }
  const line = Math.max(canvas.height / rows.length, 1);
  const bad = getComputedStyle(canvas).getPropertyValue("--bad");
  for (const failed of [false, true]) {
    rows.forEach((row, index) => {
      const span = tree.spans[row];
      if (span && (span.statusCode === "ERROR") === failed) {
        const left = (axis.at(tree.starts[row] ?? 0) / 100) * canvas.width;
        const right = (axis.at(tree.ends[row] ?? 0) / 100) * canvas.width;
        context.fillStyle = failed ? bad : colourOf(span.serviceName);
        context.fillRect(
          left,
          (index / rows.length) * canvas.height,
          Math.max(right - left, scale),
          Math.max(line * 0.8, 0.7),
        );
      }
    });
  }
}
