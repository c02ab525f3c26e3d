import { useCallback, useMemo, useState } from "react";

/** What is unfolded, by key. */
export interface Folds {
  isOpen: (key: string) => boolean;
  toggle: (key: string) => void;
}

/** Remembers what was unfolded, also of rows that are out of sight; at first everything is, or nothing. */
export function useFolds(openAtFirst: boolean): Folds {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (key: string) =>
      setToggled((before) => {
        const after = new Set(before);
        if (!after.delete(key)) {
          after.add(key);
        }
        return after;
      }),
    [],
  );
  return useMemo(() => ({ isOpen: (key) => toggled.has(key) !== openAtFirst, toggle }), [toggled, openAtFirst, toggle]);
}
