// The API, typed from the server's own OpenAPI document (src/api.d.ts is generated).
import createClient from 'openapi-fetch';
import type { Readable } from 'openapi-typescript-helpers';
import type { components, paths } from './api';

export const api = createClient<paths>({ baseUrl: '' });

// As the client reads them: what it gives is of these very types.
type Schemas = Readable<components['schemas']>;
export type ApiError = Schemas['Error'];
export type Anchor = Schemas['Anchor'];
export type Answer = Schemas['Answer'];
export type Block = Schemas['Block'];
export type Citation = Schemas['Citation'];
export type Conversation = Schemas['Conversation'];
export type Document = Schemas['Document'];
export type Hit = Schemas['Hit'];
export type Repair = Schemas['Repair'];
export type Job = Schemas['Job'];
export type SearchAnswer = Schemas['SearchAnswer'];
export type Sentence = Schemas['Sentence'];
export type SentenceEvent = Schemas['SentenceEvent'];
export type Support = Schemas['Support'];
export type Turn = Schemas['Turn'];
export type Upload = Schemas['Upload'];

export class Failed extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

function isApiError(body: unknown): body is ApiError {
  return typeof body === 'object' && body !== null && 'error' in body && 'message' in body;
}

// What the server says of a failure, or that it says nothing.
export function failure(status: number, body: unknown): Failed {
  if (isApiError(body)) return new Failed(status, body.error, body.message);
  return new Failed(status, 'http', `The server answers with status ${status}.`);
}

export function messageOf(problem: unknown): string {
  return problem instanceof Failed ? problem.message : 'The library does not answer.';
}

// The data of an answer, or the error that the server explains.
export async function sure<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (data === undefined) throw failure(response.status, error);
  return data;
}
