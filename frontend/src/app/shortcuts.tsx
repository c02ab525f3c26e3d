import { Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { live } from "@/api/live";
import { isTyping } from "@/shared/keys";

const PAGES: Record<string, string> = {
  d: "/",
  t: "/traces",
  m: "/metrics",
  l: "/logs",
  s: "/sessions",
  p: "/projects",
  h: "/setup",
};
const SECOND_KEY_MS = 1200;

const HELP: [string[], string][] = [
  [["?"], "Show this help"],
  [["⌘K", "Ctrl+K"], "Search pages, tools and dashboards"],
  [["/"], "Search on this page"],
  [["g d"], "Dashboards"],
  [["g t"], "Traces"],
  [["g m"], "Metrics"],
  [["g l"], "Logs"],
  [["g s"], "Sessions"],
  [["g p"], "Projects"],
  [["g h"], "Setup & health"],
  [["j", "k"], "Next or previous list item"],
  [["Enter"], "Open"],
  [["Esc"], "Close"],
  [["h", "l"], "Collapse or expand a span"],
  [["."], "Turn live updates on or off"],
  [["y"], "Copy a link to this view"],
];

/** Keys that work everywhere, except while typing. */
export function useShortcuts() {
  const [opened, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  useEffect(() => {
    let goUntil = 0;
    const actions: Record<string, () => void> = {
      "?": open,
      ".": live.toggle,
      y: copyLink,
      "/": () => document.querySelector<HTMLInputElement>("[data-page-search]")?.focus(),
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        spotlight.open();
        return;
      }
      if (isTyping(event)) {
        return;
      }
      const page = Date.now() < goUntil ? PAGES[event.key] : undefined;
      const action = page ? () => void navigate({ to: page }) : actions[event.key];
      goUntil = event.key === "g" ? Date.now() + SECOND_KEY_MS : 0;
      if (action) {
        event.preventDefault();
        action();
      }
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [navigate, open]);
  return { opened, open, close };
}

function copyLink(): void {
  void navigator.clipboard
    .writeText(location.href)
    .then(() => notifications.show({ message: "Link copied", autoClose: 1500 }));
}

/** The list of keys. */
export function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="md">
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {HELP.map(([keys, meaning]) => (
            <Table.Tr key={meaning}>
              <Table.Td>
                {keys.map((key, index) => (
                  <span key={key}>
                    {index > 0 ? " or " : null}
                    {key.split(" ").map((part) => (
                      <Kbd key={part} mr={4}>
                        {part}
                      </Kbd>
                    ))}
                  </span>
                ))}
              </Table.Td>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
