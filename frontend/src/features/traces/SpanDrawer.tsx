import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";

/** The span's panel where there is no room beside the waterfall. */
export default function SpanDrawer({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      size="70%"
      withCloseButton={false}
      padding={0}
      aria-label="Selected span"
    >
      {children}
    </Drawer>
  );
}
