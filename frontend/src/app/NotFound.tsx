import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Page } from "@/shared/Page";
import { Empty } from "@/shared/States";

/** A path that leads nowhere. */
export function NotFound() {
  return (
    <Page title="Not found">
      <Empty
        title="This page does not exist"
        action={
          <Anchor component={Link} to="/">
            Go to the dashboard
          </Anchor>
        }
      />
    </Page>
  );
}
