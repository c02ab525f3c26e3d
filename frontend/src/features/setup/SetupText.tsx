import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { Panel } from "@/shared/Panel";
import classes from "./SetupText.module.css";

/** How to connect a tool, ready to be copied. */
export function SetupText({ title, text }: { title: string; text: string }) {
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <Panel
      title="Set-up"
      label={`Set-up of ${title}`}
      aside={
        text ? (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            onClick={() => clipboard.copy(text)}
          >
            {clipboard.copied ? "Copied" : "Copy"}
          </Button>
        ) : null
      }
    >
      {text ? (
        <pre className={classes.text} tabIndex={0} aria-label={`Set-up text of ${title}`}>
          {text}
        </pre>
      ) : (
        <p className="faint">The plugin has no set-up text. See the documentation of the tool.</p>
      )}
    </Panel>
  );
}
