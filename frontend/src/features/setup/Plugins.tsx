import { IconAlertTriangle, IconCircleCheck, IconCircleOff } from "@tabler/icons-react";
import type { Plugin, Status } from "@/api/client";
import { full } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import classes from "./Plugins.module.css";

/** The plugins: which are at work, and what went wrong. */
export function Plugins({ status }: { status: Status }) {
  return (
    <Panel title="Plugins" label="Plugins">
      {status.plugins.length === 0 ? <p className="faint">No plugins installed.</p> : null}
      <ul className={classes.list}>
        {status.plugins.map((plugin) => (
          <li key={plugin.name} className={classes.plugin}>
            <State plugin={plugin} />
            <span className={classes.name}>{plugin.name}</span>
            <span className={classes.from}>
              {plugin.distribution} {plugin.version}
            </span>
            <span className={classes.hooks} title={plugin.hooks.join(", ")}>
              {plugin.hooks.length} hooks
            </span>
            {plugin.failures > 0 || plugin.errors.length > 0 ? (
              <ul className={classes.errors}>
                {plugin.failures > 0 ? <li>{full(plugin.failures)} calls failed</li> : null}
                {plugin.errors.map((error) => (
                  <li key={error}>{error}</li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function State({ plugin }: { plugin: Plugin }) {
  if (plugin.failures > 0 || plugin.errors.length > 0) {
    return (
      <IconAlertTriangle size={16} color="var(--bad)" role="img" aria-label={plugin.enabled ? "failing" : "disabled"} />
    );
  }
  return plugin.enabled ? (
    <IconCircleCheck size={16} color="var(--good)" role="img" aria-label="running" />
  ) : (
    <IconCircleOff size={16} color="var(--ink-faint)" role="img" aria-label="disabled" />
  );
}
