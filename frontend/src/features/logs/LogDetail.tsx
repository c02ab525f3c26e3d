import { Button, type ButtonProps } from "@mantine/core";
import { IconBinaryTree2, IconFilter, IconMessages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, type Log, read } from "@/api/client";
import { Attributes, asText } from "@/shared/Attributes";
import { Copy } from "@/shared/Copy";
import { exactMoment } from "@/shared/format";
import { useTools } from "@/shared/tools";
import classes from "./LogDetail.module.css";
import { isShortened, type Row } from "./paging";
import { asQuery, type LogFilters } from "./useLogs";

interface LogDetailProps {
  row: Row;
  filters: LogFilters;
  onFilter: (change: Record<string, string | undefined>) => void;
}

/** All that is known of a log record. */
export function LogDetail({ row, filters, onFilter }: LogDetailProps) {
  const log = useWhole(row, filters);
  return (
    <div className={classes.detail}>
      <Actions log={log} filters={filters} onFilter={onFilter} />
      <div className={classes.columns}>
        <div>
          {log.body === undefined || log.body === null ? null : (
            <Section title="Body">
              <pre className={classes.body}>{asText(log.body)}</pre>
            </Section>
          )}
          <Section title="Attributes">
            <Attributes values={log.logAttributes} label="attributes" searchable />
          </Section>
        </div>
        <div>
          <Section title="Record">
            <Attributes values={recordOf(log)} label="record" />
          </Section>
          <Section title="Resource">
            <Attributes values={log.resourceAttributes} label="resource attributes" searchable />
          </Section>
        </div>
      </div>
    </div>
  );
}

/** The record with its whole texts, where the list has only their beginnings. */
function useWhole({ log, among }: Row, filters: LogFilters): Log {
  const { data } = useQuery({
    queryKey: ["logs", "whole", filters, log.timestamp, among],
    queryFn: async ({ signal }) => {
      const { timestamp } = log;
      const query = { ...asQuery(filters), from: timestamp, to: timestamp, limit: "1", offset: String(among) };
      return (await read(api.GET("/api/logs", { params: { query }, signal }))).logs[0] ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isShortened(log),
  });
  return data ?? log;
}

const LINK: ButtonProps = { variant: "default", size: "compact-xs" };

function Actions({ log, filters, onFilter }: { log: Log } & Omit<LogDetailProps, "row">) {
  const tools = useTools();
  const { traceId, spanId, sessionId, eventName } = log;
  return (
    <div className={classes.actions}>
      {traceId ? (
        <Button
          {...LINK}
          leftSection={<IconBinaryTree2 size={13} />}
          renderRoot={(props) => (
            <Link to="/traces/$id" params={{ id: traceId }} search={{ span: spanId }} {...props} />
          )}
        >
          Trace
        </Button>
      ) : null}
      {sessionId ? (
        <Button
          {...LINK}
          leftSection={<IconMessages size={13} />}
          renderRoot={(props) => <Link to="/sessions/$id" params={{ id: sessionId }} {...props} />}
        >
          Session
        </Button>
      ) : null}
      {traceId && !filters.trace ? (
        <Button {...LINK} leftSection={<IconFilter size={13} />} onClick={() => onFilter({ trace: traceId })}>
          Filter by this trace
        </Button>
      ) : null}
      {eventName && !filters.event ? (
        <Button {...LINK} leftSection={<IconFilter size={13} />} onClick={() => onFilter({ event: eventName })}>
          <span className={classes.isolated}>Filter by {tools.eventTitle(eventName)}</span>
        </Button>
      ) : null}
      <span className={classes.copy}>
        <Copy text={JSON.stringify(log, null, 2)} label="Copy as JSON" />
      </span>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      {children}
    </section>
  );
}

function recordOf(log: Log): Record<string, unknown> {
  const known = {
    time: exactMoment(log.timestamp),
    observed: log.observedTimestamp === log.timestamp ? undefined : log.observedTimestamp,
    severity: [log.severityText, log.severityNumber].filter(Boolean).join(" ") || undefined,
    event: log.eventName,
    scope: [log.scopeName, log.scopeVersion].filter(Boolean).join(" ") || undefined,
    trace: log.traceId,
    span: log.spanId,
    session: log.sessionId,
    ...log.extras,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
