import { IconAlertCircle, IconArrowsMinimize, IconBrain, IconGauge, IconLock, IconUser } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Message } from "@/api/client";
import { exactMoment } from "@/shared/format";
import { Fold } from "./Fold";
import type { Folds } from "./folds";
import type { MessageItem } from "./model";
import { Pairs } from "./Pairs";
import { Code, PlainText } from "./PlainText";
import classes from "./Said.module.css";
import { firstLine, pairsIn, pretty } from "./text";

interface SaidProps {
  item: MessageItem;
  wanted: string | undefined;
  folds: Folds;
}

/** What was said or noticed: prompts, answers and errors in full, the rest folded. */
export function Said({ item, wanted, folds }: SaidProps) {
  const { message } = item;
  switch (message.kind) {
    case "prompt":
    case "answer":
    case "error":
      return <Spoken item={item} wanted={wanted} folds={folds} />;
    case "thinking":
      return (
        <Folded item={item} wanted={wanted} folds={folds} name="Thinking" icon={<IconBrain size={14} aria-hidden />} />
      );
    case "compaction":
      return (
        <Folded
          item={item}
          wanted={wanted}
          folds={folds}
          name="Context compacted"
          icon={<IconArrowsMinimize size={14} aria-hidden />}
        />
      );
    case "limit":
      return (
        <Folded item={item} wanted={wanted} folds={folds} name="Limits" icon={<IconGauge size={14} aria-hidden />} />
      );
    case "permission":
      return (
        <Folded item={item} wanted={wanted} folds={folds} name="Permission" icon={<IconLock size={14} aria-hidden />} />
      );
    default:
      return <Folded item={item} wanted={wanted} folds={folds} name="Note" />;
  }
}

const SPOKEN: Partial<Record<Message["kind"], { name: string; icon: ReactNode }>> = {
  prompt: { name: "Prompt", icon: <IconUser size={15} aria-hidden /> },
  error: { name: "Error", icon: <IconAlertCircle size={15} aria-hidden /> },
};

function Spoken({ item: { key, timeMs, message }, wanted, folds }: SaidProps) {
  const about = SPOKEN[message.kind];
  return (
    <div className={classes.spoken} data-kind={message.kind} title={exactMoment(timeMs)}>
      {about ? (
        <span className={classes.who}>
          {about.icon}
          <span className="visually-hidden">{about.name}</span>
        </span>
      ) : null}
      <PlainText
        text={message.text}
        characters={message.characters}
        wanted={wanted}
        whole={folds.isOpen(key)}
        onWhole={() => folds.toggle(key)}
      />
    </div>
  );
}

function Folded({ item, wanted, folds, name, icon }: SaidProps & { name: string; icon?: ReactNode }) {
  const { key, timeMs, message } = item;
  const open = folds.isOpen(key);
  const isJson = pairsIn(message.text) !== undefined;
  const text = message.text.trim();
  return (
    <Fold
      open={open}
      onToggle={() => folds.toggle(key)}
      head={
        <>
          <span className={classes.name} title={exactMoment(timeMs)}>
            {icon} {name}
          </span>{" "}
          {open ? null : <span className={classes.begin}>{isJson ? <Pairs text={text} /> : firstLine(text)}</span>}
        </>
      }
    >
      {text === "" ? null : isJson ? (
        <Code text={pretty(text)} characters={message.characters} wanted={wanted} />
      ) : (
        <PlainText
          text={text}
          characters={message.characters}
          wanted={wanted}
          whole={folds.isOpen(`${key} whole`)}
          onWhole={() => folds.toggle(`${key} whole`)}
        />
      )}
    </Fold>
  );
}
