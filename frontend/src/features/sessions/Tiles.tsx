import type { ReactNode } from "react";
import type { Session } from "@/api/client";
import { compact, full, usd } from "@/shared/format";
import { useTools } from "@/shared/tools";
import classes from "./Tiles.module.css";
import { tokenTypes } from "./tokens";

/** What a session amounts to. */
export function Tiles({ session }: { session: Session }) {
  const tools = useTools();
  const types = tokenTypes(session, tools.byId(session.toolId));
  return (
    <dl className={classes.tiles}>
      <Tile name="Prompts">{full(session.promptCount)}</Tile>
      <Tile name="Requests">{full(session.requestCount)}</Tile>
      <Tile name="Tool calls">{full(session.toolCallCount)}</Tile>
      <Tile name="Errors" bad={session.errorCount > 0}>
        {full(session.errorCount)}
      </Tile>
      <Tile name="Cost">
        <span title={session.cost === undefined ? "Cost unknown" : `${session.cost} USD`}>{usd(session.cost)}</span>
      </Tile>
      <Tile name="Tokens">
        <span title={full(session.totalTokens)}>{types.length > 0 ? compact(session.totalTokens) : "—"}</span>
      </Tile>
      <div className={classes.types}>
        <dt className="visually-hidden">Tokens by type</dt>
        {types.map((type) => (
          <dd key={type.type} className={classes.type} data-part={type.partOf !== undefined}>
            <span
              className={classes.swatch}
              style={type.partOf ? { boxShadow: `inset 0 0 0 2px ${type.colour}` } : { background: type.colour }}
              aria-hidden
            />
            <span className={classes.label}>
              {type.label}
              {type.partOf ? ` (in ${types.find((one) => one.type === type.partOf)?.label ?? type.partOf})` : ""}
            </span>
            <span className="num" title={full(type.count)}>
              {compact(type.count)}
            </span>
          </dd>
        ))}
      </div>
    </dl>
  );
}

function Tile({ name, bad = false, children }: { name: string; bad?: boolean; children: ReactNode }) {
  return (
    <div className={classes.tile}>
      <dt>{name}</dt>
      <dd data-bad={bad || undefined}>{children}</dd>
    </div>
  );
}
