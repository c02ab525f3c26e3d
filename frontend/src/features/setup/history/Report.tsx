import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { History, ImportRun } from "@/api/client";
import { ago, compact, counted, exactMoment, full, usd } from "@/shared/format";
import { ALL_TIME } from "@/shared/range";
import classes from "./Report.module.css";
import { endOf, KEPT } from "./words";

interface ReportProps {
  run: ImportRun;
  keepText: History["keepText"];
  /** Whether it is unfolded at first. */
  opened: boolean;
}

/** What an import brought, and what it could not read. */
export function Report({ run, keepText, opened }: ReportProps) {
  const { endTime, notUnderstood, unreadable, problems } = run;
  return (
    <details className={classes.report} open={opened || undefined}>
      <summary className={classes.head} data-failed={run.state === "failed" || undefined}>
        <span className={classes.end} role="status">
          {endOf(run)}
        </span>
        {endTime ? (
          <span className={classes.when} title={exactMoment(endTime)}>
            {ago(endTime)}
          </span>
        ) : null}
      </summary>
      <dl className={classes.facts}>
        <Fact name="Sessions">{full(run.sessions)}</Fact>
        <Fact name="New calls">{full(run.calls)}</Fact>
        <Fact name="Known already">{full(run.knownCalls)}</Fact>
        <Fact name="Tool calls">{full(run.toolCalls)}</Fact>
        <Fact name="Prompts">{full(run.prompts)}</Fact>
        <Fact name="New tokens">
          <span title={full(run.tokens)}>{compact(run.tokens)}</span>
        </Fact>
        <Fact name="Cost by API prices">
          <span title={`${run.cost} USD`}>{usd(run.cost)}</span>
        </Fact>
      </dl>
      {notUnderstood > 0 ? (
        <p className={classes.odd}>
          {counted(notUnderstood, "line")} not understood, the first in{" "}
          <span className="mono">{run.firstNotUnderstood}</span>
        </p>
      ) : null}
      {unreadable > 0 ? (
        <div className={classes.odd}>
          {counted(unreadable, "file")} could not be read:
          <ul className={classes.problems}>
            {problems.map((problem) => (
              <li key={problem} className="mono">
                {problem}
              </li>
            ))}
          </ul>
          {unreadable > problems.length ? `and ${full(unreadable - problems.length)} more` : null}
        </div>
      ) : null}
      <p className={classes.kept}>{KEPT[keepText]}</p>
      <Group gap="xs">
        <Button component={Link} to="/projects">
          Cost by project
        </Button>
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/sessions" search={{ from: ALL_TIME.from, to: ALL_TIME.to }} {...props} />}
        >
          Sessions
        </Button>
      </Group>
    </details>
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
