import { expect, test } from 'vitest';
import { changeUploads, noUploads, type UploadEvent } from './uploadState';

const after = (...events: UploadEvent[]) => events.reduce(changeUploads, noUploads);
const added = (name: string, attempt: number): UploadEvent => {
  return { type: 'added', files: [{ name, attempt }] };
};

test('a file goes up, is read, and leaves the list', () => {
  const events: UploadEvent[] = [
    added('a', 0),
    { type: 'sending', attempt: 0 },
    { type: 'accepted', attempt: 0 },
  ];
  expect(after(...events).items).toEqual([{ name: 'a', attempt: 0, state: 'queued' }]);
  expect(after(...events, { type: 'ended', attempt: 0 })).toEqual({ items: [], finished: 1 });
});

test('a failure stays with its reason until it is dismissed', () => {
  const failed: UploadEvent = { type: 'failed', attempt: 0, reason: 'no text' };
  const uploads = after(added('a', 0), { type: 'sending', attempt: 0 }, failed);
  expect(uploads.items).toEqual([{ name: 'a', attempt: 0, state: 'failed', reason: 'no text' }]);
  expect(changeUploads(uploads, { type: 'dismissed', name: 'a' }).items).toEqual([]);
});

test('what the attempt before has to say no longer counts', () => {
  const uploads = after(
    added('a', 0),
    { type: 'sending', attempt: 0 },
    added('a', 1),
    { type: 'duplicate', attempt: 0 },
    { type: 'failed', attempt: 0, reason: 'late' },
  );
  expect(uploads.items).toEqual([{ name: 'a', attempt: 1, state: 'waiting' }]);
});

test('events that do not fit a state are dropped', () => {
  const uploads = after(added('a', 0), { type: 'accepted', attempt: 0 });
  expect(uploads.items[0].state).toBe('waiting');
  const duplicate = after(
    added('a', 0),
    { type: 'sending', attempt: 0 },
    { type: 'duplicate', attempt: 0 },
    { type: 'ended', attempt: 0 },
  );
  expect(duplicate.items[0].state).toBe('duplicate');
});
