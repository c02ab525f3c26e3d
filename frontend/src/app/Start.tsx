import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { historyQuery, statusQuery } from "@/api/queries";
import { Loading } from "@/shared/States";

const loadHome = async () => ({ default: (await import("@/features/dashboards/HomePage")).HomePage });
const HomePage = lazy(loadHome);
const WelcomePage = lazy(async () => ({ default: (await import("@/features/setup/WelcomePage")).WelcomePage }));

/** The first page: the default dashboard; with an empty database the way to fill it. */
export function Start() {
  const { data: status, isLoading } = useQuery(statusQuery);
  const isEmpty = status !== undefined && Object.values(status.rows).every((rows) => rows === 0);
  const history = useQuery({ ...historyQuery, enabled: isEmpty });
  const tools = history.data?.tools ?? [];
  const isImported = tools.some((tool) => tool.importedFiles > 0);
  const isWelcome = isEmpty && !isImported && tools.some((tool) => tool.files > 0);
  const [stays, setStays] = useState(false);
  if (isWelcome && !stays) {
    setStays(true); // until the report of the import is read
  }
  useEffect(() => void loadHome(), []); // while it is asked what is stored
  if (isLoading || (isEmpty && history.isLoading)) {
    return <Loading />;
  }
  if (isEmpty && !isImported && !isWelcome) {
    return <Navigate to="/setup" replace />;
  }
  return (
    <Suspense fallback={<Loading />}>
      {isWelcome || stays ? <WelcomePage onDone={isWelcome ? undefined : () => setStays(false)} /> : <HomePage />}
    </Suspense>
  );
}
