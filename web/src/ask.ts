import { Failed, failure, type Answer, type SentenceEvent } from './client';
import { EventParser, type ServerEvent } from './events';

// An answer as it is written: each checked sentence, then the whole.
export async function ask(
  question: string,
  conversation: string | undefined,
  signal: AbortSignal,
  onSentence: (event: SentenceEvent) => void,
): Promise<Answer> {
  const response = await fetch('/api/v1/collections/library/ask', {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: question,
      stream: true,
      keep: true,
      ...(conversation ? { conversation_id: conversation } : {}),
    }),
  });
  if (!response.ok || !response.body)
    throw failure(response.status, await response.json().catch(() => undefined));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Failed(0, 'answer_cut', 'The connection ended before the answer did.');
    for (const event of parser.push(value)) {
      const answer = handle(event, onSentence);
      if (answer) return answer;
    }
  }
}

// The whole answer when this event brings it.
function handle(
  event: ServerEvent,
  onSentence: (event: SentenceEvent) => void,
): Answer | undefined {
  const body = JSON.parse(event.data);
  switch (event.name) {
    case 'sentence':
      onSentence(body);
      return undefined;
    case 'done':
      return body;
    case 'error':
      throw failure(0, body);
    default:
      return undefined;
  }
}
