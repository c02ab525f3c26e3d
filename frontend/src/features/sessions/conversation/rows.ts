import type { AgentItem, FailureItem, MessageItem, ToolItem, TurnView } from "./model";

/** What stands on a row of the list: a turn's head, or something in it. */
export type Row =
  | { kind: "turn"; key: string; turn: TurnView }
  | { kind: "item"; key: string; item: MessageItem | ToolItem | FailureItem; depth: number }
  | { kind: "agent"; key: string; item: AgentItem; depth: number };

/** Rows in order; those of a subagent only where it is unfolded. */
export function rowsOf(turns: readonly TurnView[], isOpen: (key: string) => boolean): Row[] {
  const rows: Row[] = [];
  const add = (items: TurnView["items"], depth: number) => {
    for (const item of items) {
      if (item.kind === "agent") {
        rows.push({ kind: "agent", key: item.key, item, depth });
        if (isOpen(item.key)) {
          add(item.items, depth + 1);
        }
      } else {
        rows.push({ kind: "item", key: item.key, item, depth });
      }
    }
  };
  for (const turn of turns) {
    rows.push({ kind: "turn", key: `turn ${turn.key}`, turn });
    add(turn.items, 0);
  }
  return rows;
}

/** Position of the head of the turn after, or before, the one to which a row belongs. */
export function nextTurn(rows: readonly Row[], from: number, step: 1 | -1): number | undefined {
  for (let index = from + step; index >= 0 && index < rows.length; index += step) {
    if (rows[index]?.kind === "turn") {
      return index;
    }
  }
  return undefined;
}
