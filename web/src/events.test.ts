import { expect, test } from 'vitest';
import { EventParser } from './events';

test('events come out whole, wherever the pieces are cut', () => {
  const stream = 'event: sentence\ndata: {"a":1}\n\n: ping\n\nevent: done\ndata: x\ndata: y\n\n';
  for (let cut = 0; cut <= stream.length; cut++) {
    const parser = new EventParser();
    const events = [...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))];
    expect(events).toEqual([
      { name: 'sentence', data: '{"a":1}' },
      { name: 'done', data: 'x\ny' },
    ]);
  }
});

test('an event without an end is not told', () => {
  expect(new EventParser().push('event: done\ndata: {}\n')).toEqual([]);
});
