import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import ReactGridLayout, { type Layout, useContainerWidth } from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import type { DashboardDetail, Widget } from "@/api/client";
import { Empty } from "@/shared/States";
import { Catalogue } from "./Catalogue";
import { EditCard } from "./EditCard";
import { EditWidget } from "./EditWidget";
import classes from "./Editor.module.css";
import { COLUMNS, layoutOf, moved, nextRow, positionsOf, resized } from "./layout";
import { changes, useChange } from "./queries";

const GRID = { cols: COLUMNS, rowHeight: 172, margin: [14, 14] as const, containerPadding: [0, 0] as const };

/** The dashboard while it is changed: widgets are dragged, resized, added, removed; each change is stored at once. */
export default function Editor({ dashboard }: { dashboard: DashboardDetail }) {
  const { width, containerRef, mounted } = useContainerWidth({ measureBeforeMount: true });
  const [adding, { open, close }] = useDisclosure(false);
  const [edited, setEdited] = useState<Widget | null>(null);
  const [editing, { open: openForm, close: closeForm }] = useDisclosure(false);
  const edit = (widget: Widget) => {
    setEdited(widget);
    openForm();
  };
  const layout = useMemo(() => layoutOf(dashboard.widgets), [dashboard.widgets]);
  const move = useChange(changes.move);
  const save = (next: Layout) => {
    const positions = positionsOf(next, dashboard.widgets);
    if (positions.length > 0) {
      move.mutate({ id: dashboard.id, positions });
    }
  };
  const nudge = (widget: Widget, dx: number, dy: number, sizing: boolean) =>
    save((sizing ? resized : moved)(layout, widget.id, dx, dy));
  return (
    <div className={classes.editor}>
      <div className={classes.bar}>
        <Button leftSection={<IconPlus size={14} />} onClick={open}>
          Add widget
        </Button>
        <span className="faint">
          Drag a widget by its title to move it or by its corner to resize it. Keyboard: arrow keys move the focused
          widget, Shift + arrow keys resize it, Enter edits it, Delete removes it.
        </span>
      </div>
      {dashboard.widgets.length === 0 ? (
        <Empty title="No widgets yet">Select “Add widget” to choose from the metrics and events of your tools.</Empty>
      ) : null}
      <div ref={containerRef}>
        {mounted ? (
          <ReactGridLayout
            width={width}
            layout={layout}
            gridConfig={GRID}
            dragConfig={{ handle: "[data-drag]" }}
            resizeConfig={{ handles: ["se"] }}
            onDragStop={save}
            onResizeStop={save}
          >
            {dashboard.widgets.map((widget) => (
              <div key={widget.id}>
                <EditCard widget={widget} dashboardId={dashboard.id} onEdit={edit} onNudge={nudge} />
              </div>
            ))}
          </ReactGridLayout>
        ) : null}
      </div>
      <Catalogue dashboardId={dashboard.id} row={nextRow(layout)} opened={adding} onClose={close} />
      <EditWidget dashboardId={dashboard.id} widget={edited} opened={editing} onClose={closeForm} />
    </div>
  );
}
