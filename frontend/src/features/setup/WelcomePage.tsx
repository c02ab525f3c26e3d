import { Button } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Page } from "@/shared/Page";
import { HistoryPanel } from "./history/HistoryPanel";

interface WelcomePageProps {
  /** Goes on to the dashboard; absent: there is nothing in it yet. */
  onDone: (() => void) | undefined;
}

/** The first page while nothing is stored but tools left something to import. */
export function WelcomePage({ onDone }: WelcomePageProps) {
  return (
    <Page
      title="Welcome"
      subtitle="Your tools keep a history on this machine. Import it to see what they did and what it cost."
      actions={
        <>
          <Button component={Link} to="/setup" variant="default" leftSection={<IconPlugConnected size={14} />}>
            Connect a tool
          </Button>
          {onDone ? <Button onClick={onDone}>Open the dashboard</Button> : null}
        </>
      }
    >
      <HistoryPanel />
    </Page>
  );
}
