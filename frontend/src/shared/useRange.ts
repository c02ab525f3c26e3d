import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { isValid, type Range } from "./range";

/** The page's time range: the URL's, else the page's default; setting it writes the URL. */
export function useRange(fallback: Range): [Range, (range: Range) => void] {
  const search = useSearch({ strict: false }) as Partial<Range>;
  const navigate = useNavigate();
  const { from, to } = search;
  const range = useMemo(() => {
    const wanted = { from: from ?? fallback.from, to: to ?? fallback.to };
    return isValid(wanted) ? wanted : fallback;
  }, [from, to, fallback]);
  const setRange = useCallback(
    (next: Range) =>
      void navigate({ to: ".", search: (before: Record<string, unknown>) => ({ ...before, ...next }) as never }),
    [navigate],
  );
  return [range, setRange];
}

/** Writes search parameters of the page; `undefined` or "" removes one. Replaces the history entry while typing. */
export function useSetSearch(): (change: Record<string, string | undefined>, replace?: boolean) => void {
  const navigate = useNavigate();
  return useCallback(
    (change, replace = false) =>
      void navigate({
        to: ".",
        replace,
        search: (before: Record<string, unknown>) =>
          Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)) as never,
      }),
    [navigate],
  );
}
