import { IconGitBranch } from "@tabler/icons-react";
import type { Session } from "@/api/client";
import { lastPart } from "./sessionTitle";
import classes from "./Where.module.css";

/** Project and branch in which a session ran, as far as they are known. */
export function Where({ session: { project, branch } }: { session: Pick<Session, "project" | "branch"> }) {
  return project || branch ? (
    <span className={classes.where}>
      {project ? (
        <span className="clip" title={project}>
          {lastPart(project)}
        </span>
      ) : null}
      {branch ? (
        <span className={classes.branch} title={`Branch ${branch}`}>
          <IconGitBranch size={12} aria-hidden />
          <span className="clip">{branch}</span>
        </span>
      ) : null}
    </span>
  ) : null;
}
