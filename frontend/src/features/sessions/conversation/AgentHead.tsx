import { IconRobot } from "@tabler/icons-react";
import { compact, counted, full, usd } from "@/shared/format";
import { figuresOf } from "./figures";
import { Fold } from "./Fold";
import type { Folds } from "./folds";
import classes from "./AgentHead.module.css";
import type { AgentItem } from "./model";
import { firstLine } from "./text";
import { inputLine } from "./toolInput";

/** A subagent on a line: what it did and what that cost; its own steps are the rows below, while it is unfolded. */
export function AgentHead({ item, folds }: { item: AgentItem; folds: Folds }) {
  const { calls, tokens, cost } = figuresOf(item.calls);
  const name = item.calls.find((call) => call.agent)?.agent;
  return (
    <Fold
      elsewhere
      open={folds.isOpen(item.key)}
      onToggle={() => folds.toggle(item.key)}
      head={
        <>
          <span className={classes.name}>
            <IconRobot size={15} aria-hidden /> Subagent {name}
          </span>{" "}
          <span className={classes.steps}>{counted(item.items.length, "step")}</span>
        </>
      }
      aside={
        calls > 0 ? (
          <>
            <span className={classes.wide}>
              {counted(calls, "call")} · <span title={full(tokens)}>{compact(tokens)} tokens</span> ·{" "}
            </span>
            {usd(cost)}
          </>
        ) : null
      }
      peek={beginning(item)}
    />
  );
}

function beginning({ items }: AgentItem): string {
  const [first] = items;
  if (first?.kind === "message") {
    return firstLine(first.message.text);
  }
  return first?.kind === "tool" ? [first.name, inputLine(first.use?.text ?? "")].join(" ") : "";
}
