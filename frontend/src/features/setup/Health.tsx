import type { ReactNode } from "react";
import type { Status } from "@/api/client";
import { bytes, compact, duration, full } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import classes from "./Health.module.css";

interface HealthProps {
  status: Status;
  /** Records a second; undefined: not known yet. */
  rate: number | undefined;
}

const TABLES: Record<string, string> = { otel_traces: "Spans", otel_metrics: "Metric points", otel_logs: "Logs" };

/** How much the server holds and how much it takes in. */
export function Health({ status, rate }: HealthProps) {
  const { queue, rows } = status;
  return (
    <Panel title="Server" aside={<span className={classes.version}>AI Observer {status.version}</span>} label="Server">
      <dl className={classes.facts}>
        <Fact name="Database">{bytes(status.bytes.database)}</Fact>
        <Fact name="Write-ahead log">{bytes(status.bytes.wal)}</Fact>
        <Fact name="Ingest rate">{rate === undefined ? "—" : `${compact(rate)} records/s`}</Fact>
        <Fact name="Write queue">
          {queue.requests === 0 ? "empty" : `${full(queue.requests)} requests, ${bytes(queue.bytes)}`}
        </Fact>
        {Object.entries(rows).map(([table, count]) => (
          <Fact key={table} name={TABLES[table] ?? table}>
            {full(count)}
          </Fact>
        ))}
        <Fact name="Uptime">{duration(status.uptimeSeconds * 1e9)}</Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
