import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import type { History, ToolHistory } from "@/api/client";
import { Panel } from "@/shared/Panel";
import { Empty, Shown } from "@/shared/States";
import { Problem } from "../Problem";
import { ImportDialog } from "./ImportDialog";
import classes from "./HistoryPanel.module.css";
import { Progress } from "./Progress";
import { Report } from "./Report";
import { ToolRow } from "./ToolRow";
import { useHistory, useImport, useWatch } from "./useHistory";

/** What tools left on disk: imports it, follows it, removes it again. */
export function HistoryPanel() {
  const query = useHistory();
  return (
    <Shown query={query}>
      {(history) => <Content history={history} stale={query.isRefetchError ? query.error : null} />}
    </Shown>
  );
}

function Content({ history, stale }: { history: History; stale: unknown }) {
  const { run, readings, running, ended, start, cancel, watching } = useImport();
  const watch = useWatch();
  const [asked, setAsked] = useState<readonly ToolHistory[] | null>(null);
  const found = history.tools.filter((tool) => tool.files > 0);
  const known = history.tools.filter((tool) => tool.files > 0 || tool.importedFiles > 0 || tool.watched);
  const watched = history.tools.filter((tool) => tool.watched).map((tool) => tool.toolId);
  const follow = (tool: string, on: boolean) =>
    watch.mutate(on ? [...watched, tool] : watched.filter((one) => one !== tool));
  if (known.length === 0) {
    return (
      <Panel title="History" label="History">
        <NothingFound history={history} />
      </Panel>
    );
  }
  return (
    <Panel
      title="History"
      label="History"
      aside={
        <Button
          variant={found.some((tool) => tool.newFiles > 0) ? "filled" : "default"}
          disabled={running || found.length === 0}
          leftSection={<IconHistory size={14} />}
          onClick={() => setAsked(found)}
        >
          Import history
        </Button>
      }
    >
      <Problem error={start.error ?? cancel.error ?? watch.error ?? stale} />
      <ul className={classes.tools}>
        {history.tools.map((tool) => (
          <ToolRow
            key={tool.toolId}
            tool={tool}
            busy={running || watch.isPending}
            onImport={() => setAsked([tool])}
            onFollow={(on) => follow(tool.toolId, on)}
          />
        ))}
      </ul>
      {watching?.problem ? <p className={classes.warning}>Following waits: {watching.problem}</p> : null}
      {run && running ? (
        <Progress run={run} readings={readings} cancelling={cancel.isPending} onCancel={() => cancel.mutate()} />
      ) : null}
      {run && !running ? <Report run={run} keepText={history.keepText} opened={ended} /> : null}
      <ImportDialog
        tools={asked}
        keepText={history.keepText}
        onClose={() => setAsked(null)}
        onImport={(tools) => {
          setAsked(null);
          start.mutate(tools);
        }}
      />
    </Panel>
  );
}

function NothingFound({ history }: { history: History }) {
  return (
    <Empty title="No transcripts found" icon={<IconHistory size={26} stroke={1.4} />}>
      <p className={classes.looked}>Tools keep what was asked and answered in these folders:</p>
      <ul className={classes.folders}>
        {history.tools.flatMap((tool) =>
          tool.folders.map((folder) => (
            <li key={folder}>
              {tool.title}: <span className="mono">{folder}</span>
            </li>
          )),
        )}
      </ul>
    </Empty>
  );
}
