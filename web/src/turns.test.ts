import { expect, test } from 'vitest';
import type { Answer, SentenceEvent } from './client';
import { changeTurns, type Turn, type TurnEvent } from './turns';

const none: Turn[] = [];
const after = (...events: TurnEvent[]) => events.reduce(changeTurns, none);
const asked: TurnEvent = { type: 'asked', question: 'Why?' };
const sentence = (text: string): SentenceEvent => ({
  index: 0,
  sentence: { text, citations: [1], supported: 'supported', failed: [], quoted: false },
  citations: [],
});
const answer: Answer = {
  answer: 'So.',
  answered: true,
  confidence: 1,
  sentences: [sentence('So.').sentence],
  citations: [],
  left_out: 0,
};

test('sentences gather while an answer is read, and the whole takes their place', () => {
  const reading = after(
    asked,
    { type: 'sentence', event: sentence('One.') },
    { type: 'sentence', event: sentence('Two.') },
  );
  expect(reading[0].sentences.map((one) => one.text)).toEqual(['One.', 'Two.']);
  expect(reading[0].state).toBe('reading');
  const [turn] = changeTurns(reading, { type: 'answered', answer });
  expect(turn).toMatchObject({ state: 'answered', answer });
  expect(turn.sentences.map((one) => one.text)).toEqual(['So.']);
});

test('what was read stays when an answer is stopped or fails', () => {
  const begun: TurnEvent[] = [asked, { type: 'sentence', event: sentence('One.') }];
  expect(after(...begun, { type: 'stopped' })[0]).toMatchObject({ error: 'Stopped.' });
  expect(after(...begun, { type: 'failed', message: 'cut' })[0].error).toBe('cut');
  expect(after(...begun, { type: 'stopped' })[0].sentences).toHaveLength(1);
});

test('what arrives after the end is dropped', () => {
  const stopped = after(asked, { type: 'stopped' });
  expect(changeTurns(stopped, { type: 'sentence', event: sentence('Late.') })).toEqual(stopped);
  expect(changeTurns(stopped, { type: 'answered', answer })).toEqual(stopped);
  expect(changeTurns(none, { type: 'stopped' })).toEqual(none);
});

test('a kept answer whose documents are gone says so', () => {
  const turns = after(asked, {
    type: 'chosen',
    turns: [
      { question: 'A?', answer, created_ms: 1 },
      { question: 'B?', answer: null, created_ms: 2 },
    ],
  });
  expect(turns.map((turn) => turn.state)).toEqual(['answered', 'failed']);
});
