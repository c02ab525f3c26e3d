import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 300;

/** Text state that reports changes when typing pauses and follows changes made elsewhere. */
export function useDebouncedText(value: string, onPause: (text: string) => void) {
  const [text, setText] = useState(value);
  const reported = useRef(value);
  const report = useDebouncedCallback((typed: string) => {
    reported.current = typed.trim();
    onPause(typed);
  }, PAUSE_MS);
  useEffect(() => {
    if (value !== reported.current) {
      reported.current = value;
      setText(value);
    }
  }, [value]);
  const type = (typed: string, atOnce = false) => {
    setText(typed);
    if (atOnce) {
      report.cancel();
      reported.current = typed;
      onPause(typed);
    } else {
      report(typed);
    }
  };
  return [text, type] as const;
}
