import { SegmentedControl } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { full } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { Empty } from "@/shared/States";
import { useSetSearch } from "@/shared/useRange";
import { type RowFocus, VirtualList } from "@/shared/VirtualList";
import classes from "./Entries.module.css";
import { EntryRow } from "./EntryRow";
import type { Entry } from "./entries";
import { KIND_INFO } from "./kinds";

interface EntriesProps {
  entries: readonly Entry[];
  /** What to say if there are none. */
  none: string;
  chosen: string | null;
  onChoose: (key: string) => void;
}

const HEIGHTS = [36, 58] as const;
const KIND_CHOICES = ["prompt", "request", "toolCall"] as const;

/** Everything that happened, in order. */
export function Entries({ entries, none, chosen, onChoose }: EntriesProps) {
  const kind = useSearch({ from: "/sessions/$id" }).kind ?? "all";
  const setSearch = useSetSearch();
  const list = useRef<HTMLDivElement>(null);
  const shown = useMemo(
    () => entries.filter((entry) => kind === "all" || entry.kind === kind || (kind === "failed" && entry.failed)),
    [entries, kind],
  );
  const startMs = entries[0]?.startMs ?? 0;
  useEffect(() => {
    const row = list.current?.querySelector("[role=listitem]");
    const index = shown.findIndex((entry) => entry.key === chosen);
    if (list.current && row && index >= 0) {
      const { offsetHeight } = row as HTMLElement;
      list.current.scrollTo({ top: index * offsetHeight - list.current.clientHeight / 2 });
    }
  }, [chosen, shown]);
  const choices = [
    { value: "all", label: `All ${full(entries.length)}` },
    ...KIND_CHOICES.map((one) => ({ value: one as string, label: KIND_INFO[one].many })),
    { value: "failed", label: `Failed ${full(entries.filter((entry) => entry.failed).length)}` },
  ];
  const row = (entry: Entry, focus: RowFocus) => (
    <EntryRow entry={entry} startMs={startMs} chosen={entry.key === chosen} onChoose={onChoose} focus={focus} />
  );
  return (
    <Panel
      flush
      label="Session activity"
      className={classes.panel}
      title={
        <SegmentedControl
          size="xs"
          data={choices}
          value={kind}
          onChange={(value) => setSearch({ kind: value === "all" ? undefined : value }, true)}
          aria-label="Filter session activity"
        />
      }
    >
      {shown.length > 0 ? (
        <VirtualList
          ref={list}
          items={shown}
          keyOf={(entry) => entry.key}
          heights={HEIGHTS}
          label="Session activity, oldest first"
          words={["entry", "entries"]}
          hasMore={false}
          loading={false}
          failed={false}
          onMore={nothing}
          row={row}
        />
      ) : (
        <Empty title={entries.length > 0 ? "No matching activity" : none} />
      )}
    </Panel>
  );
}

function nothing(): void {}
