import { useEffect, useRef } from "react";
import { isTyping } from "@/shared/keys";

const STEPS: Record<string, 1 | -1> = { j: 1, k: -1 };

/** j and k go from turn to turn. */
export function useTurnKeys(go: (step: 1 | -1) => void): void {
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step !== undefined && !isTyping(event)) {
        event.preventDefault();
        latest.current(step);
      }
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
