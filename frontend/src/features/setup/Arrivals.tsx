import { Button } from "@mantine/core";
import { IconCircleCheckFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Status } from "@/api/client";
import { ago, exactMoment, full } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import classes from "./Arrivals.module.css";
import { type Arrival, countOf, SIGNALS } from "./health";

interface ArrivalsProps {
  title: string;
  arrival: Arrival;
  status: Status;
}

const NAMES = { traces: "Spans", metrics: "Metric points", logs: "Logs" } as const;

/** What arrived of a tool: waits for the first signal, live. */
export function Arrivals({ title, arrival, status }: ArrivalsProps) {
  return (
    <Panel title="Signals" label={`Signals from ${title}`}>
      <Connection arrival={arrival} sample={status.received.length === 0} />
      {arrival.last ? <Table arrival={arrival} status={status} /> : null}
    </Panel>
  );
}

function Connection({ arrival, sample }: { arrival: Arrival; sample: boolean }) {
  const [waited] = useState(arrival.last === undefined);
  if (arrival.last === undefined) {
    return (
      <div className={classes.waiting} role="status">
        <p className={classes.line}>
          <span className={classes.pulse} aria-hidden />
          Waiting for the first signal…
        </p>
        <p className={classes.hint}>It appears here automatically, usually within ten seconds of your first prompt.</p>
        {sample ? (
          <p className={classes.hint}>
            To look around first, run <code className="mono">aiobserver --demo</code>: sample data in a separate
            database.
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <div className={classes.connected} role="status">
      <p className={classes.line}>
        <IconCircleCheckFilled size={18} color="var(--good)" aria-hidden />
        {waited ? "First signal received." : "Connected."}
        <span className={classes.hint} title={exactMoment(arrival.last)}>
          Last signal {ago(arrival.last)}
        </span>
      </p>
      {waited ? (
        <Button component={Link} to="/" size="compact-sm">
          Open the dashboard
        </Button>
      ) : null}
    </div>
  );
}

function Table({ arrival, status }: { arrival: Arrival; status: Status }) {
  const unpriced = status.unpriced.filter((one) => arrival.services.includes(one.service));
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Signal</th>
            <th scope="col">Last</th>
            <th scope="col">Today</th>
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {SIGNALS.map((signal) => {
            const { last, today, total } = arrival.signals[signal];
            return (
              <tr key={signal}>
                <th scope="row">{NAMES[signal]}</th>
                <td title={last ? exactMoment(last) : undefined}>{last ? ago(last) : "never"}</td>
                <td>{full(today)}</td>
                <td>{full(total)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <dl className={classes.counts}>
        <Count name="Dropped (streaming noise)" value={countOf(status.dropped, arrival.services)} />
        <Count name="Duplicate retries" value={countOf(status.deduplicated, arrival.services)} />
        <Count name="Rejected" value={countOf(status.rejected, arrival.services)} bad />
        <Count name="Unpriced" value={unpriced.reduce((sum, one) => sum + one.count, 0)} bad />
      </dl>
      {unpriced.length > 0 ? (
        <p className={classes.hint}>
          No known price for {unpriced.map((one) => one.model || "requests without a model").join(", ")}; not included
          in cost.
        </p>
      ) : null}
      <p className={classes.services}>
        Services: <span className="mono">{arrival.services.join(", ")}</span>
      </p>
    </>
  );
}

function Count({ name, value, bad = false }: { name: string; value: number; bad?: boolean }) {
  return value > 0 ? (
    <div className={classes.count} data-bad={bad || undefined}>
      <dt>{name}</dt>
      <dd>{full(value)}</dd>
    </div>
  ) : null;
}
