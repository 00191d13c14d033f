// The API, typed from the server's own OpenAPI document (src/api.d.ts is generated).
import createClient from 'openapi-fetch';
import type { components, paths } from './api';

export const api = createClient<paths>({ baseUrl: '' });
export type ApiError = components['schemas']['Error'];

export type Anchor =
  | { kind: 'page'; page: number; boxes: [number, number, number, number][] }
  | { kind: 'text'; start: number; end: number }
  | { kind: 'cells'; sheet: string; range: string };
export type Support = 'supported' | 'partly' | 'not_supported';
export interface Hit {
  document_id: string; title: string; kind: string; score: number; partial: boolean;
  passage: { text: string; headings: string; anchors: Anchor[]; highlights: [number, number][]; record_id: string };
}
export interface Citation { document_id: string; title: string; version: number; quote: string; anchors: Anchor[]; supported: Support }
export interface Sentence { text: string; citations: number[]; supported: Support; failed: string[]; quoted: boolean }
export interface Answer {
  answer: string; answered: boolean; confidence: number; sentences: Sentence[]; citations: Citation[]; left_out: number;
  warning?: string; question?: string; conversation_id?: string;
}
export interface Job { job_id: string; document_id: string; title: string; state: string; done: number; total: number; reason: string; seconds_left?: number; per_second?: number }

export class Failed extends Error {
  constructor(readonly status: number, readonly body: ApiError) { super(body.message); }
}

// The data of an answer, or the error that the server explains.
export async function sure<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const body = (error ?? {}) as Partial<ApiError>;
  throw new Failed(response.status, { error: body.error ?? 'http', message: body.message ?? `The server answers with status ${response.status}.`, details: {} });
}

// An answer as it is written: each checked sentence, then the whole.
export async function ask(question: string, conversation: string | undefined, signal: AbortSignal, onSentence: (sentence: Sentence, citations: Citation[]) => void): Promise<Answer> {
  const response = await fetch('/api/v1/collections/library/ask', {
    method: 'POST', signal, headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: question, stream: true, keep: true, ...(conversation ? { conversation_id: conversation } : {}) }),
  });
  if (!response.ok || !response.body) throw new Failed(response.status, await response.json().catch(() => ({ error: 'http', message: `Status ${response.status}`, details: {} })));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Failed(0, { error: 'answer_cut', message: 'The connection ended before the answer did.', details: {} });
    buffer += value;
    for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
      const event = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      const name = /^event: (.*)$/m.exec(event)?.[1];
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (!name || !data) continue;
      const body = JSON.parse(data);
      if (name === 'sentence') onSentence(body.sentence, body.citations);
      if (name === 'done') return body;
      if (name === 'error') throw new Failed(0, body);
    }
  }
}
