import { AgentHead } from "./AgentHead";
import { isTurn } from "./address";
import classes from "./Conversation.module.css";
import { FailedCall } from "./FailedCall";
import type { Folds } from "./folds";
import type { Row } from "./rows";
import { Said } from "./Said";
import { ToolUse } from "./ToolUse";
import { TurnHead } from "./TurnHead";

interface RowViewProps {
  row: Row;
  wanted: string | undefined;
  target: string | undefined;
  folds: Folds;
}

/** A row of the conversation; what a subagent did stands further in. */
export function RowView({ row, wanted, target, folds }: RowViewProps) {
  if (row.kind === "turn") {
    return <TurnHead turn={row.turn} chosen={target !== undefined && isTurn(row.turn, target)} />;
  }
  return (
    <div className={classes.item} data-depth={row.depth || undefined} style={{ marginLeft: `${1.25 * row.depth}rem` }}>
      {row.kind === "agent" ? (
        <AgentHead item={row.item} folds={folds} />
      ) : (
        <ItemView row={row} wanted={wanted} folds={folds} />
      )}
    </div>
  );
}

function ItemView({
  row,
  wanted,
  folds,
}: { row: Extract<Row, { kind: "item" }> } & Omit<RowViewProps, "row" | "target">) {
  const { item } = row;
  switch (item.kind) {
    case "message":
      return <Said item={item} wanted={wanted} folds={folds} />;
    case "tool":
      return <ToolUse item={item} wanted={wanted} folds={folds} />;
    default:
      return <FailedCall item={item} />;
  }
}
