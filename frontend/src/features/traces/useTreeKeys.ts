import { type RefObject, useEffect, useRef } from "react";
import { isTyping } from "@/shared/keys";
import type { Tree } from "./waterfall";

interface TreeKeys {
  scroller: RefObject<HTMLElement | null>;
  tree: Tree;
  rows: Int32Array;
  active: number;
  selected: number;
  collapsed: ReadonlySet<string>;
  /** Moves to a row. */
  onActive: (row: number) => void;
  onSelect: (row: number) => void;
  onToggle: (spanId: string) => void;
  onClose: () => void;
}

/** Arrow keys and h j k l in the tree: up, down, close or to the parent, open or to the child; Enter selects. */
export function useTreeKeys(keys: TreeKeys): void {
  const latest = useRef(keys);
  const wantsFocus = useRef(false);
  useEffect(() => {
    latest.current = keys;
    if (wantsFocus.current) {
      const row = keys.scroller.current?.querySelector<HTMLElement>(`[data-row="${keys.active}"]`);
      row?.focus({ preventScroll: true });
      wantsFocus.current = !row;
    }
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const now = latest.current;
      const inside = now.scroller.current?.contains(document.activeElement) ?? false;
      if (isTyping(event) || (!inside && !/^[hjkl]$|^Escape$/.test(event.key))) {
        return;
      }
      const goTo = (row: number | undefined) => {
        if (row !== undefined && row >= 0) {
          wantsFocus.current = true;
          now.onActive(row);
          if (now.selected >= 0 && now.selected !== row) {
            now.onSelect(row);
          }
        }
      };
      const action = actionOf(event.key, now, goTo);
      if (action) {
        event.preventDefault();
        action();
      }
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

function actionOf(key: string, now: TreeKeys, goTo: (row: number | undefined) => void): (() => void) | undefined {
  const { tree, rows, active, collapsed } = now;
  const at = rows.indexOf(active);
  const spanId = tree.spans[active]?.spanId ?? "";
  const isParent = (tree.sizes[active] ?? 1) > 1;
  const isOpen = isParent && !collapsed.has(spanId);
  switch (key) {
    case "ArrowDown":
    case "j":
      return () => goTo(rows[Math.min(at + 1, rows.length - 1)]);
    case "ArrowUp":
    case "k":
      return () => goTo(rows[Math.max(at - 1, 0)]);
    case "Home":
      return () => goTo(rows[0]);
    case "End":
      return () => goTo(rows.at(-1));
    case "ArrowRight":
    case "l":
      return () => (isOpen ? goTo(rows[at + 1]) : isParent && now.onToggle(spanId));
    case "ArrowLeft":
    case "h":
      return () => (isOpen ? now.onToggle(spanId) : goTo(tree.parents[active]));
    case "Enter":
    case " ":
      return () => now.onSelect(active);
    case "Escape":
      return now.selected >= 0 ? now.onClose : undefined;
    default:
      return undefined;
  }
}
