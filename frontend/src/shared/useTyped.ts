import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 300;

/** A text that is told on when typing pauses, and follows when it is changed elsewhere. */
export function useTyped(value: string, onPause: (text: string) => void) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useDebouncedCallback((typed: string) => {
    told.current = typed.trim();
    onPause(typed);
  }, PAUSE_MS);
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  const type = (typed: string, atOnce = false) => {
    setText(typed);
    if (atOnce) {
      tell.cancel();
      told.current = typed;
      onPause(typed);
    } else {
      tell(typed);
    }
  };
  return [text, type] as const;
}
