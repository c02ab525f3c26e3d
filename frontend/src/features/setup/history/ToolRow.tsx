import { ActionIcon, Button, Menu, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconTrash } from "@tabler/icons-react";
import type { ToolHistory } from "@/api/client";
import { counted } from "@/shared/format";
import { Dot } from "@/shared/ToolBadge";
import { useTools } from "@/shared/tools";
import { ForgetDialog } from "./ForgetDialog";
import classes from "./HistoryPanel.module.css";
import { importedOf, onDisk } from "./words";

interface ToolRowProps {
  tool: ToolHistory;
  /** True while an import runs. */
  busy: boolean;
  onImport: () => void;
  onFollow: (on: boolean) => void;
}

/** A tool's transcripts on a line: how many, what of them is imported, and what can be done. */
export function ToolRow({ tool, busy, onImport, onFollow }: ToolRowProps) {
  const tools = useTools();
  const [forgetting, { open, close }] = useDisclosure(false);
  const isNew = tool.newFiles > 0;
  return (
    <li className={classes.tool} aria-label={tool.title}>
      <Dot colour={tools.byId(tool.toolId)?.colour ?? tools.colourOf("")} />
      <span className={classes.title}>{tool.title}</span>
      <span className={classes.facts}>
        <span title={tool.folders.join("\n")}>{onDisk(tool)}</span>
        <span className={classes.state} data-done={!isNew || undefined}>
          {importedOf(tool)}
        </span>
      </span>
      <Switch
        className={classes.follow}
        label="Follow as they are written"
        aria-label={`Follow transcripts of ${tool.title} as they are written`}
        checked={tool.watched}
        disabled={busy}
        onChange={(event) => onFollow(event.currentTarget.checked)}
      />
      <Button
        variant="default"
        disabled={busy || tool.files === 0}
        onClick={onImport}
        aria-label={`Import ${tool.title}`}
      >
        Import
      </Button>
      {tool.importedFiles > 0 ? <More tool={tool} busy={busy} onForget={open} /> : <span />}
      <Notes tool={tool} />
      <ForgetDialog tool={tool} opened={forgetting} onClose={close} />
    </li>
  );
}

function More({ tool, busy, onForget }: { tool: ToolHistory; busy: boolean; onForget: () => void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`More about the history of ${tool.title}`} disabled={busy}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={onForget}>
          Remove imported history…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What is odd about a tool's transcripts. */
function Notes({ tool }: { tool: ToolHistory }) {
  const { title, goneFiles, expiringFiles, keptDays = 0, notUnderstood, firstNotUnderstood, unreadable } = tool;
  if (goneFiles + expiringFiles + notUnderstood + unreadable.length === 0) {
    return null;
  }
  return (
    <ul className={classes.notes}>
      {expiringFiles > 0 ? (
        <li className={classes.warning}>
          {title} keeps transcripts for {counted(keptDays, "day")}: within a week it deletes{" "}
          {counted(expiringFiles, "transcript")} never imported
        </li>
      ) : null}
      {goneFiles > 0 ? (
        <li>
          {counted(goneFiles, "imported file")} not on this disk any more, or on another machine; what they told is kept
        </li>
      ) : null}
      {notUnderstood > 0 ? (
        <li className={classes.warning}>
          {counted(notUnderstood, "line")} not understood, the first in{" "}
          <span className="mono">{firstNotUnderstood}</span>
        </li>
      ) : null}
      {unreadable.map((problem) => (
        <li key={problem} className={classes.warning}>
          Cannot read <span className="mono">{problem}</span>
        </li>
      ))}
    </ul>
  );
}
