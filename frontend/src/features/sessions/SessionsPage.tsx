import { Page } from "@/shared/Page";

export function SessionsPage() {
  return <Page title="SessionsPage">{null}</Page>;
}
