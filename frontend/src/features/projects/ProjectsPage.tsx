import { EmptyRange } from "@/shared/EmptyRange";
import { full } from "@/shared/format";
import { Page } from "@/shared/Page";
import { Panel } from "@/shared/Panel";
import { ALL_TIME, type Range } from "@/shared/range";
import { RangePicker } from "@/shared/RangePicker";
import { Stale } from "@/shared/Stale";
import { Shown } from "@/shared/States";
import { useRange } from "@/shared/useRange";
import { ProjectTable } from "./ProjectTable";
import { useNewest, useProjects } from "./useProjects";

/** What each project cost. */
export function ProjectsPage() {
  const [range, setRange] = useRange(ALL_TIME);
  const query = useProjects(range);
  return (
    <Page
      title="Projects"
      subtitle={query.data ? <span className="num">{full(query.data.rows.length)}</span> : null}
      actions={<RangePicker value={range} onChange={setRange} all />}
    >
      <Panel flush label="Cost by project">
        {query.isRefetchError ? <Stale error={query.error} retry={() => void query.refetch()} /> : null}
        <Shown query={query}>
          {(projects) =>
            projects.rows.length > 0 ? (
              <ProjectTable projects={projects} />
            ) : (
              <NoProjects range={range} onGo={setRange} />
            )
          }
        </Shown>
      </Panel>
    </Page>
  );
}

function NoProjects({ range, onGo }: { range: Range; onGo: (range: Range) => void }) {
  return <EmptyRange what="calls" range={range} newest={useNewest()} onGo={onGo} />;
}
