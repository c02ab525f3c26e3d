import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { full } from "@/shared/format";
import { Page } from "@/shared/Page";
import { DEFAULT_RANGES, isRelative } from "@/shared/range";
import { RangePicker } from "@/shared/RangePicker";
import { useRange, useSetSearch } from "@/shared/useRange";
import { Filters } from "./Filters";
import { Histogram } from "./Histogram";
import { LogPanel } from "./LogPanel";
import { TailToggle } from "./TailToggle";
import { type LogFilters, useLogs } from "./useLogs";

/** All logs: how many over time, and each one. */
export function LogsPage() {
  const { service, level, event, q, trace, tail } = useSearch({ from: "/logs" });
  const filters = useMemo<LogFilters>(() => ({ service, level, event, q, trace }), [service, level, event, q, trace]);
  const [range, setRange] = useRange(DEFAULT_RANGES.logs);
  const setSearch = useSetSearch();
  const follows = isRelative(range);
  const tailing = follows && tail === "1";
  const setTail = (wanted: boolean) => setSearch({ tail: wanted ? "1" : undefined }, true);
  const logs = useLogs(filters, range, tailing);
  return (
    <Page
      title="Logs"
      subtitle={logs.query.data ? <span className="num">{full(logs.total + logs.news)} records</span> : null}
      fixed
      actions={
        <>
          <TailToggle on={tailing} possible={follows} onChange={setTail} />
          <RangePicker value={range} onChange={setRange} />
        </>
      }
    >
      <Filters filters={filters} rows={logs.rows} onChange={setSearch} />
      <Histogram filters={filters} range={range} onZoom={setRange} onLevel={(chosen) => setSearch({ level: chosen })} />
      <LogPanel
        logs={logs}
        filters={filters}
        range={range}
        tailing={tailing}
        onTail={setTail}
        onRange={setRange}
        onFilter={setSearch}
      />
    </Page>
  );
}
