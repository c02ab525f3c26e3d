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
      title="Setup"
      label={`Setup of ${title}`}
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
        <pre className={classes.text} tabIndex={0} aria-label={`Setup text for ${title}`}>
          {text}
        </pre>
      ) : (
        <p className="faint">This plugin has no setup text. See the tool’s documentation.</p>
      )}
    </Panel>
  );
}
