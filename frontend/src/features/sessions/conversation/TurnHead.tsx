import { ActionIcon } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Turn } from "@/api/client";
import { cacheShare } from "@/shared/cacheShare";
import { compact, counted, duration, exactMoment, full, moment, percent, usd } from "@/shared/format";
import type { TurnView } from "./model";
import { hashOf } from "./address";
import classes from "./TurnHead.module.css";

/** Where a turn begins: its number and time, and what it cost, as far as the ledger knows. */
export function TurnHead({ turn, chosen }: { turn: TurnView; chosen: boolean }) {
  const { number, startMs, figures } = turn;
  const name = number === 0 ? "Before the first prompt" : `Turn ${number}`;
  return (
    <div className={classes.head} data-chosen={chosen || undefined}>
      <h3 className={classes.name}>{name}</h3>
      <time className={classes.time} dateTime={new Date(startMs).toISOString()} title={exactMoment(startMs)}>
        {moment(startMs)}
      </time>
      {figures ? <Figures figures={figures} turn={turn} /> : <span className={classes.figures} />}
      <ActionIcon
        size="sm"
        className={classes.link}
        aria-label={`Link to ${name.toLowerCase()}`}
        title="Link to this turn"
        renderRoot={(props) => (
          <Link to="." search={(search: object) => search} hash={hashOf(turn.key)} replace {...props} />
        )}
      >
        <IconLink size={14} />
      </ActionIcon>
    </div>
  );
}

function Figures({ figures, turn }: { figures: Turn; turn: TurnView }) {
  const { calls, errors, toolCalls, tokens, cost, unpricedCalls, isCommand } = figures;
  if (calls + errors + toolCalls === 0) {
    return <span className={classes.figures}>{isCommand ? "command" : "no calls"}</span>;
  }
  const cached = cacheShare(tokens);
  const split = `Model ${duration(turn.modelNs)}, tools ${duration(turn.toolNs)}`;
  return (
    <dl className={classes.figures}>
      <Figure name="Cost" title={costTitle(cost, unpricedCalls)} strong>
        {usd(cost)}
      </Figure>
      <Figure name="Tokens" title={tokensTitle(tokens)}>
        {compact(tokens.total)} tokens{cached === undefined ? "" : `, ${percent(cached)} cached`}
      </Figure>
      <Figure name="Time" title={split}>
        {duration(figures.duration)}
      </Figure>
      <Figure name="Calls of the model">{counted(calls, "call")}</Figure>
      {toolCalls > 0 ? <Figure name="Uses of tools">{counted(toolCalls, "tool call")}</Figure> : null}
      {errors > 0 ? (
        <Figure name="Errors" bad>
          {counted(errors, "error")}
        </Figure>
      ) : null}
    </dl>
  );
}

interface FigureProps {
  name: string;
  title?: string;
  strong?: boolean;
  bad?: boolean;
  children: ReactNode;
}

function Figure({ name, title = name, strong, bad, children }: FigureProps) {
  return (
    <div className={classes.figure} data-strong={strong || undefined} data-bad={bad || undefined} title={title}>
      <dt className="visually-hidden">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function costTitle(cost: number | null, unpriced: number): string {
  const known = cost === null ? "Cost unknown" : `${cost} USD`;
  return unpriced > 0 ? `${known}; ${counted(unpriced, "call")} without a price` : known;
}

function tokensTitle({ input, cacheRead, cacheWrite, output, reasoning }: Turn["tokens"]): string {
  return [
    `Input ${full(input)}`,
    `Cache read ${full(cacheRead)}`,
    `Cache write ${full(cacheWrite)}`,
    `Output ${full(output)}${reasoning > 0 ? `, of it reasoning ${full(reasoning)}` : ""}`,
  ].join("\n");
}
