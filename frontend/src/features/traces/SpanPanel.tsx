import { ActionIcon, Button } from "@mantine/core";
import { IconFocus2, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Span } from "@/api/client";
import { Attributes } from "@/shared/Attributes";
import { Copy } from "@/shared/Copy";
import { duration, exactMoment } from "@/shared/format";
import { ToolBadge } from "@/shared/ToolBadge";
import { SpanEvents } from "./SpanEvents";
import { SpanLogs } from "./SpanLogs";
import classes from "./SpanPanel.module.css";
import { StatusIcon } from "./StatusIcon";
import type { Tree } from "./waterfall";

interface SpanPanelProps {
  tree: Tree;
  row: number;
  /** It is the only one shown, with what is below it. */
  focused: boolean;
  onFocus: (spanId: string) => void;
  onShow: (row: number) => void;
  onClose: () => void;
}

/** All that is known of a span. */
export function SpanPanel({ tree, row, focused, onFocus, onShow, onClose }: SpanPanelProps) {
  const span = tree.spans[row];
  if (!span) {
    return null;
  }
  const parent = tree.parents[row] ?? -1;
  const hasBelow = (tree.sizes[row] ?? 1) > 1;
  return (
    <div className={classes.panel}>
      <header className={classes.head}>
        <StatusIcon status={span.statusCode} />
        <h2 className={classes.title}>{span.spanName || "unnamed"}</h2>
        <Copy text={JSON.stringify(span, null, 2)} label="Copy span as JSON" />
        <ActionIcon size="sm" aria-label="Close" onClick={onClose}>
          <IconX size={15} />
        </ActionIcon>
      </header>
      <div className={classes.scroller} tabIndex={0} role="group" aria-label="Details of the span">
        <dl className={classes.facts}>
          <Fact name="Service">
            <ToolBadge service={span.serviceName} raw />
          </Fact>
          <Fact name="Duration">{duration(span.duration)}</Fact>
          <Fact name="Start">
            <span title={exactMoment(span.timestamp)}>+{duration((tree.starts[row] ?? 0) * 1e6)}</span>
          </Fact>
          <Fact name="Kind">{span.spanKind.toLowerCase()}</Fact>
        </dl>
        {span.statusMessage ? <p className={classes.message}>{span.statusMessage}</p> : null}
        <div className={classes.actions}>
          {parent >= 0 ? (
            <Button variant="default" size="compact-xs" onClick={() => onShow(parent)}>
              Parent span
            </Button>
          ) : null}
          {hasBelow && !focused ? (
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconFocus2 size={13} />}
              onClick={() => onFocus(span.spanId)}
            >
              Focus on this subtree
            </Button>
          ) : null}
        </div>
        <Section title="Attributes">
          <Attributes key={span.spanId} values={span.spanAttributes} label="attributes" searchable />
        </Section>
        {span.events?.length ? (
          <Section title={`Events (${span.events.length})`}>
            <SpanEvents span={span} />
          </Section>
        ) : null}
        {span.links?.length ? (
          <Section title={`Links (${span.links.length})`}>
            <Links span={span} />
          </Section>
        ) : null}
        <Section title="Logs">
          <SpanLogs span={span} />
        </Section>
        <Section title="Span">
          <Attributes values={recordOf(span)} label="span" />
        </Section>
        <Section title="Resource">
          <Attributes values={span.resourceAttributes} label="resource attributes" searchable />
        </Section>
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.section}>{title}</h3>
      {children}
    </section>
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

function Links({ span }: { span: Span }) {
  return (
    <ul className={classes.links}>
      {span.links?.map((link, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a span's links never change places
        <li key={index}>
          <Link to="/traces/$id" params={{ id: link.traceId }} search={{ span: link.spanId }} className="mono">
            {link.traceId} / {link.spanId}
          </Link>
          {link.attributes ? <Attributes values={link.attributes} label="link attributes" /> : null}
        </li>
      ))}
    </ul>
  );
}

function recordOf(span: Span): Record<string, unknown> {
  const known = {
    span: span.spanId,
    parent: span.parentSpanId,
    trace: span.traceId,
    "trace state": span.traceState,
    session: span.sessionId,
    scope: [span.scopeName, span.scopeVersion].filter(Boolean).join(" ") || undefined,
    start: span.timestamp,
    ...span.extras,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined && value !== ""));
}
