import { type RefObject, useEffect, useRef, useState } from "react";
import { isTyping } from "@/shared/keys";
import type { Row } from "./paging";

interface Actions {
  /** Brings a row into sight. */
  show: (index: number) => void;
  close: (key: string) => void;
}

const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** j and k move the focus through the rows of a virtual list, Esc closes the row in focus; Enter opens it by itself. */
export function useListKeys(rows: readonly Row[], scroller: RefObject<HTMLDivElement | null>, actions: Actions) {
  const [activeKey, activate] = useState<string | null>(null);
  const wantsFocus = useRef(false);
  const active = Math.max(
    0,
    rows.findIndex((row) => row.key === activeKey),
  );
  const latest = useRef({ rows, active, activeKey, actions });

  useEffect(() => {
    latest.current = { rows, active, activeKey, actions };
    if (wantsFocus.current) {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"] > div > button`);
      wantsFocus.current = !row;
      row?.focus({ preventScroll: true });
    }
  });

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const now = latest.current;
      const inside = scroller.current?.contains(document.activeElement) ?? false;
      const step = event.key.startsWith("Arrow") && !inside ? undefined : STEPS[event.key];
      if (isTyping(event) || (step === undefined && event.key !== "Escape")) {
        return;
      }
      if (step === undefined) {
        now.actions.close(now.activeKey ?? "");
        return;
      }
      event.preventDefault();
      const index = now.activeKey === null ? 0 : Math.min(Math.max(now.active + step, 0), now.rows.length - 1);
      wantsFocus.current = true;
      now.actions.show(index);
      activate(now.rows[index]?.key ?? null);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [scroller]);

  return { active, activate };
}
