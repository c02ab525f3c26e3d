import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Empty } from "@/shared/States";

/** A path that leads nowhere. */
export function NotFound() {
  return (
    <Empty
      title="There is no such page"
      action={
        <Anchor component={Link} to="/">
          Go to the dashboard
        </Anchor>
      }
    />
  );
}
