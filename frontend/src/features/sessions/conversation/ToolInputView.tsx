import { DiffView } from "./DiffView";
import { diffOf, patchLines } from "./diff";
import { Pairs } from "./Pairs";
import { Code } from "./PlainText";
import { readInput, type ToolInput } from "./toolInput";
import classes from "./ToolInputView.module.css";

interface ToolInputViewProps {
  text: string;
  /** Of the whole input, where the server cut it. */
  characters: number | undefined;
  wanted: string | undefined;
}

/** What a tool was asked: a command, changes of a file, or its input as it is. */
export function ToolInputView({ text, characters, wanted }: ToolInputViewProps) {
  const input = readInput(text);
  switch (input.kind) {
    case "command":
      return (
        <>
          <Code text={`$ ${input.command}`} wanted={wanted} />
          {input.rest ? (
            <p className={classes.rest}>
              <Pairs text={input.rest} />
            </p>
          ) : null}
        </>
      );
    case "patch":
      return <DiffView lines={patchLines(input.patch)} />;
    case "edits":
    case "write":
      return <Changes input={input} />;
    default:
      return <Code text={input.text} characters={characters} wanted={wanted} />;
  }
}

function Changes({ input }: { input: Extract<ToolInput, { kind: "edits" | "write" }> }) {
  const edits = input.kind === "edits" ? input.edits : [{ before: "", after: input.content }];
  // oxlint-disable-next-line react/no-array-index-key -- edits have nothing else
  return edits.map((edit, index) => <DiffView key={index} lines={diffOf(edit.before, edit.after)} />);
}
