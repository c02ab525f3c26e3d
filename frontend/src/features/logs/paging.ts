import type { Log } from "@/api/client";

export const PAGE_SIZE = 200;

/** Where a page begins: at a time, after so many logs of just that time. Without `to`: at the newest. */
export interface Cursor {
  from: string;
  to?: string;
  offset: number;
}

export interface LogPage {
  logs: Log[];
  /** Of this page's own range. */
  total: number;
  hasMore: boolean;
  from: string;
}

/** What follows the loaded pages; goes by time, not by number, so that logs that come meanwhile shift nothing. */
export function nextCursor(pages: readonly LogPage[]): Cursor | undefined {
  const last = pages.at(-1);
  const to = last?.logs.at(-1)?.timestamp;
  if (!last?.hasMore || to === undefined) {
    return undefined;
  }
  let offset = 0;
  for (const page of pages) {
    for (const log of page.logs) {
      offset += log.timestamp === to ? 1 : 0;
    }
  }
  return { from: last.from, to, offset };
}

export interface Row {
  key: string;
  log: Log;
  /** How many before it have the same time. */
  among: number;
}

/** The loaded logs, each with a key that stays when others are loaded. */
export function rowsOf(pages: readonly LogPage[]): Row[] {
  const seen = new Map<string, number>();
  return pages.flatMap((page) =>
    page.logs.map((log) => {
      const among = seen.get(log.timestamp) ?? 0;
      seen.set(log.timestamp, among + 1);
      return { key: `${log.timestamp}/${among}`, log, among };
    }),
  );
}

const CUT = /…"/;

/** Whether the list shows only the beginning of one of its texts. */
export function isShortened(log: Log): boolean {
  return CUT.test(JSON.stringify(log));
}
