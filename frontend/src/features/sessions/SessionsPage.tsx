import { useSearch } from "@tanstack/react-router";
import type { Session } from "@/api/client";
import { EmptyRange } from "@/shared/EmptyRange";
import { full } from "@/shared/format";
import { Page } from "@/shared/Page";
import { Panel } from "@/shared/Panel";
import { DEFAULT_RANGES, type Range } from "@/shared/range";
import { RangePicker } from "@/shared/RangePicker";
import { ServiceSelect } from "@/shared/ServiceSelect";
import { Stale } from "@/shared/Stale";
import { Shown } from "@/shared/States";
import { useRange, useSetSearch } from "@/shared/useRange";
import { type RowFocus, VirtualList } from "@/shared/VirtualList";
import { SessionRow } from "./SessionRow";
import classes from "./SessionsPage.module.css";
import { useNewest, useSessions } from "./useSessions";

const HEIGHTS = [54, 118] as const;

/** All sessions: what each did and what it cost. */
export function SessionsPage() {
  const { service } = useSearch({ from: "/sessions" });
  const [range, setRange] = useRange(DEFAULT_RANGES.sessions);
  const setSearch = useSetSearch();
  const { query, sessions, total } = useSessions(service, range);
  const choose = (chosen: string | undefined) => setSearch({ service: chosen });
  return (
    <Page
      title="Sessions"
      subtitle={query.data ? <span className="num">{full(total)}</span> : null}
      fixed
      actions={
        <>
          <ServiceSelect value={service} onChange={choose} />
          <RangePicker value={range} onChange={setRange} all />
        </>
      }
    >
      <Panel flush label="Sessions" className={classes.panel}>
        {query.isRefetchError ? <Stale error={query.error} retry={() => void query.refetch()} /> : null}
        <Shown query={query}>
          {() =>
            sessions.length > 0 ? (
              <VirtualList
                items={sessions}
                keyOf={(session) => session.sessionId}
                heights={HEIGHTS}
                label="Sessions, most recent first"
                words={["session", "sessions"]}
                head={<Head />}
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                failed={query.isFetchNextPageError}
                onMore={() => void query.fetchNextPage()}
                row={row}
              />
            ) : (
              <NoSessions service={service} range={range} onGo={setRange} onClear={() => choose(undefined)} />
            )
          }
        </Shown>
      </Panel>
    </Page>
  );
}

const row = (session: Session, focus: RowFocus) => <SessionRow session={session} focus={focus} />;

function Head() {
  return (
    <div className={classes.head} aria-hidden>
      <span>Session</span>
      <span>Start</span>
      <span className={classes.wide}>Models</span>
      <span className={classes.right}>Prompts</span>
      <span className={classes.right}>Requests</span>
      <span className={classes.right}>Tool calls</span>
      <span className={classes.right}>Errors</span>
      <span className={classes.tokens}>Tokens</span>
      <span className={classes.right}>Cost</span>
    </div>
  );
}

interface NoSessionsProps {
  service: string | undefined;
  range: Range;
  onGo: (range: Range) => void;
  onClear: () => void;
}

function NoSessions({ service, range, onGo, onClear }: NoSessionsProps) {
  const newest = useNewest(service);
  return <EmptyRange what="sessions" range={range} newest={newest} onGo={onGo} {...(service ? { onClear } : {})} />;
}
