import { full } from "@/shared/format";
import classes from "./PlainText.module.css";
import { marked, segmentsOf } from "./text";

interface TextProps {
  text: string;
  /** Of the whole text, where the server cut it. */
  characters?: number | undefined;
  /** What is searched, to be marked. */
  wanted: string | undefined;
}

const MOST_CHARACTERS = 2000;
const MOST_LINES = 30;
const LONG = 4000;

/** What somebody said, as text; a long one is cut until asked for. */
export function PlainText({
  text,
  characters,
  wanted,
  whole,
  onWhole,
}: TextProps & { whole: boolean; onWhole: () => void }) {
  const shown = whole ? text : beginning(text);
  const isCut = shown.length < text.length;
  return (
    <div className={classes.text} data-long={shown.length > LONG || undefined}>
      {segmentsOf(shown).map((segment, index) =>
        segment.isCode ? (
          // oxlint-disable-next-line react/no-array-index-key -- parts of one text have nothing else
          <Code key={index} text={segment.text} wanted={wanted} />
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- as above
          <p key={index} className={classes.prose}>
            <Marked text={segment.text} wanted={wanted} />
          </p>
        ),
      )}
      {isCut ? (
        <button type="button" className={classes.more} onClick={onWhole}>
          Show all {full(text.length)} characters
        </button>
      ) : (
        <Cut text={text} characters={characters} />
      )}
    </div>
  );
}

/** What a program said, or is told; a long one scrolls. */
export function Code({ text, characters, wanted, bad }: TextProps & { bad?: boolean | undefined }) {
  return (
    <div className={classes.text}>
      <pre className={classes.code} tabIndex={0} data-bad={bad || undefined}>
        <Marked text={text} wanted={wanted} />
      </pre>
      <Cut text={text} characters={characters} />
    </div>
  );
}

function Cut({ text, characters }: { text: string; characters: number | undefined }) {
  return characters === undefined ? null : (
    <p className={classes.cut}>
      The first {full(text.length)} of {full(characters)} characters
    </p>
  );
}

/** A text in which what is searched is marked. */
function Marked({ text, wanted }: Pick<TextProps, "text" | "wanted">) {
  return marked(text, wanted).map((part, index) =>
    // oxlint-disable-next-line react/no-array-index-key -- as above
    part.isMatch ? <mark key={index}>{part.text}</mark> : part.text,
  );
}

function beginning(text: string): string {
  const lines = text.split("\n", MOST_LINES + 1);
  const few = lines.length > MOST_LINES ? lines.slice(0, MOST_LINES).join("\n") : text;
  return few.length > MOST_CHARACTERS ? few.slice(0, MOST_CHARACTERS) : few;
}
