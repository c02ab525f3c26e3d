import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type Trace = Schemas["Trace"];
export type Span = Schemas["Span"];
export type Log = Schemas["Log"];
export type Point = Schemas["Point"];
export type Series = Schemas["Series"];
export type Session = Schemas["Session"];
export type SessionDetail = Schemas["SessionDetail"];
export type Tool = Schemas["Tool"];
export type MetricInfo = Schemas["MetricInfo"];
export type EventInfo = Schemas["EventInfo"];
export type Status = Schemas["Status"];
export type Plugin = Schemas["Plugin"];
export type DashboardDetail = Schemas["DashboardDetail"];
export type Widget = Schemas["Widget"];
export type NewWidget = Schemas["NewWidget"];
export type BatchQuery = Schemas["BatchQuery"];
export type Ledger = Schemas["Ledger"];
export type LedgerFigures = Schemas["LedgerFigures"];
export type LogHistogram = Schemas["LogHistogram"];
export type Conversation = Schemas["Conversation"];
export type Message = Schemas["Message"];
export type Turn = Schemas["Turn"];
export type Call = Schemas["Call"];
export type ToolCall = Schemas["ToolCall"];
export type History = Schemas["History"];
export type ToolHistory = Schemas["ToolHistory"];
export type ImportRun = Schemas["ImportRun"];

/** Typed fetch over the API's contract. */
export const api = createClient<paths>({ baseUrl: "" });

const UNAUTHORIZED = 401;

/** Leaves for the login, and comes back here from it. */
export function logIn(): void {
  location.assign(`/login.html?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** What the API, or the way to it, refused; the message is for people. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws ApiError with the server's own words. */
export async function read<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await reached(answer);
  if (response.ok) {
    return data as T;
  }
  if (response.status === UNAUTHORIZED) {
    logIn();
  }
  throw new ApiError(messageOf(error) ?? `The server answered ${response.status}.`, response.status);
}

async function reached<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await answer;
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") {
      throw problem;
    }
    throw new ApiError("Cannot reach the server. Is AI Observer running?", 0);
  }
}

function messageOf(error: unknown): string | undefined {
  if (typeof error === "object" && error !== null && "error" in error && typeof error.error === "string") {
    return error.error;
  }
  return undefined;
}
