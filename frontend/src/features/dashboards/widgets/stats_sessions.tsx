import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { compact, full } from "@/shared/format";
import { boundsMs, isRelative } from "@/shared/range";
import { Shown } from "@/shared/States";
import { bucketSeconds } from "@/shared/buckets";
import { type Line } from "../data";
import { useWidget, type WidgetProps } from "../parts/context";
import { Value } from "../parts/Value";
import type { WidgetType } from "../widgetType";

const MOST = 1000;

/** Sessions that were active in the range, and when they began. */
function Body({ widget: stored }: WidgetProps) {
  const { range, config } = useWidget(stored);
  const key = ["dashboard-data", "sessions", range, config.service];
  useLiveRefresh(["logs", "metrics"], key, isRelative(range));
  const query = useQuery({
    queryKey: key,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const bounds = boundsMs(range);
      const [from, to] = bounds.map((end) => new Date(end).toISOString());
      const search = { from, to, service: config.service, limit: String(MOST) };
      const found = await read(api.GET("/api/sessions", { params: { query: search }, signal }));
      return { bounds, total: found.total, starts: found.hasMore ? [] : found.sessions.map((one) => one.startTime) };
    },
  });
  return (
    <Shown query={query}>
      {({ bounds, total, starts }) => {
        const intervalMs = bucketSeconds(...bounds) * 1000;
        const lines = [{ ...NO_LINE, points: counted(starts, intervalMs, bounds[0]) }];
        return <Value text={compact(total)} exact={full(total)} lines={lines} grid={{ bounds, intervalMs }} />;
      }}
    </Shown>
  );
}

const NO_LINE: Line = { label: "", service: "", colour: "", unit: "", points: new Map(), total: 0, part: false };

/** Bucket → starts; what began before the range is at its first moment. */
function counted(starts: readonly string[], intervalMs: number, firstMs: number): Map<number, number> {
  const found = new Map<number, number>();
  for (const start of starts) {
    const bucket = Math.floor(Math.max(Date.parse(start), firstMs) / intervalMs) * intervalMs;
    found.set(bucket, (found.get(bucket) ?? 0) + 1);
  }
  return found;
}

export const widget: WidgetType = {
  type: "stats_sessions",
  title: "Sessions",
  description: "Active sessions of all tools",
  size: { colSpan: 1, rowSpan: 1 },
  fields: ["service", "range"],
  needs: "own",
  Body,
};
