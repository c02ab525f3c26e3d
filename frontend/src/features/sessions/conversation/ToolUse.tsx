import { duration, exactMoment } from "@/shared/format";
import { Fold } from "./Fold";
import type { Folds } from "./folds";
import type { ToolItem } from "./model";
import { Pairs } from "./Pairs";
import { Code } from "./PlainText";
import { readOutput } from "./text";
import { ToolInputView } from "./ToolInputView";
import { inputLine } from "./toolInput";
import classes from "./ToolUse.module.css";

interface ToolUseProps {
  item: ToolItem;
  wanted: string | undefined;
  folds: Folds;
}

/** A use of a tool on a line: what it was asked; unfolded with its input and output. */
export function ToolUse({ item, wanted, folds }: ToolUseProps) {
  const { key, name, use, result, permission } = item;
  const open = folds.isOpen(key);
  const output = result ? readOutput(result.text) : undefined;
  return (
    <Fold
      open={open}
      onToggle={() => folds.toggle(key)}
      head={
        <>
          <span className={classes.name} title={exactMoment(item.timeMs)}>
            {name || "Tool"}
          </span>{" "}
          {use ? <span className={classes.asked}>{inputLine(use.text)}</span> : null}
        </>
      }
      aside={<Outcome item={item} exitCode={output?.exitCode} />}
      peek={output ? <span className="mono">{output.line || "no output"}</span> : null}
    >
      {use || result || permission ? (
        <>
          {use ? <ToolInputView text={use.text} characters={use.characters} wanted={wanted} /> : null}
          {permission ? (
            <p className={classes.note}>
              Permission: <Pairs text={permission.text} />
            </p>
          ) : null}
          {output?.text.trim() ? (
            <Code text={output.text} characters={result?.characters} wanted={wanted} bad={result?.isError} />
          ) : wanted === undefined ? (
            <p className={classes.note}>{result ? "No output" : "No result in the transcript"}</p>
          ) : null}
        </>
      ) : null}
    </Fold>
  );
}

/** How long it took, and whether it failed. */
function Outcome({ item, exitCode }: { item: ToolItem; exitCode: number | undefined }) {
  const { ledger, result } = item;
  const isRefused = ledger?.decision === "reject";
  const failed = result?.isError || ledger?.success === false || (exitCode ?? 0) !== 0;
  const code = exitCode ? ` (exit code ${exitCode})` : "";
  return (
    <span className={classes.outcome}>
      {isRefused ? <span className={classes.bad}>refused</span> : null}
      {failed && !isRefused ? <span className={classes.bad}>failed{code}</span> : null}{" "}
      {ledger?.duration === undefined ? null : <span>{duration(ledger.duration)}</span>}
    </span>
  );
}
