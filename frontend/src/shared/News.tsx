import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { compact } from "./format";
import classes from "./News.module.css";

/** How many arrived since the list was loaded; a click shows them. */
export function News({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div className={classes.floor} role="status">
      {count > 0 ? (
        <Button radius="xl" leftSection={<IconArrowUp size={14} />} onClick={onShow} className={classes.news}>
          {compact(count)} new
        </Button>
      ) : null}
    </div>
  );
}
