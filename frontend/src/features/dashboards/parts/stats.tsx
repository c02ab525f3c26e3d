import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, read } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { compact, full } from "@/shared/format";
import { boundsMs, isRelative, type Range } from "@/shared/range";
import { Shown } from "@/shared/States";
import type { WidgetType } from "../widgetType";
import { useWidget, type WidgetProps } from "./context";
import { Value } from "./Value";

/** Both ends of a range, as the API takes them. */
export function searchOf(range: Range): { from?: string; to?: string } {
  const [from, to] = boundsMs(range).map((end) => new Date(end).toISOString());
  return { from, to };
}

/** Counts of all records in a range. */
export function useStats(range: Range) {
  const key = ["dashboard-data", "stats", range];
  useLiveRefresh(["traces", "metrics", "logs"], key, isRelative(range));
  return useQuery({
    queryKey: key,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => read(api.GET("/api/stats", { params: { query: searchOf(range) }, signal })),
  });
}

type Stats = NonNullable<ReturnType<typeof useStats>["data"]>;

interface Count {
  value: (stats: Stats) => number;
  note?: (stats: Stats) => ReactNode;
}

/** A widget that shows one count of the records in its range. */
export function countWidget(type: string, title: string, description: string, count: Count): WidgetType {
  function Body({ widget }: WidgetProps) {
    const { range } = useWidget(widget);
    return (
      <Shown query={useStats(range)}>
        {(stats) => (
          <Value
            text={compact(count.value(stats))}
            exact={full(count.value(stats))}
            note={count.note?.(stats) ?? "in this range"}
          />
        )}
      </Shown>
    );
  }
  return { type, title, description, size: { colSpan: 1, rowSpan: 1 }, fields: ["range"], needs: "own", Body };
}
