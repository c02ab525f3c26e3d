import { type RefObject, useEffect, useRef } from "react";
import { isTyping } from "./keys";

const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** j and k move the focus through the rows of a virtual list, the arrows too once the focus is in it. */
export function useFocusKeys(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  active: number,
  show: (index: number) => void,
): void {
  const wanted = useRef<number | null>(null);
  const latest = useRef({ count, active, show });

  useEffect(() => {
    latest.current = { count, active, show };
    if (wanted.current !== null) {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
      row?.focus({ preventScroll: true });
      wanted.current = row ? null : wanted.current;
    }
  });

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      const inside = scroller.current?.contains(document.activeElement) ?? false;
      if (step === undefined || isTyping(event) || (event.key.startsWith("Arrow") && !inside)) {
        return;
      }
      event.preventDefault();
      const now = latest.current;
      const index = inside ? Math.min(Math.max(now.active + step, 0), now.count - 1) : now.active;
      wanted.current = index;
      now.show(index);
      scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true });
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [scroller]);
}
