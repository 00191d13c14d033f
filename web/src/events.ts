// Server-sent events out of the pieces in which they arrive.
export interface ServerEvent {
  name: string;
  data: string;
}

export class EventParser {
  private rest = '';

  // The events that are complete with this piece.
  push(piece: string): ServerEvent[] {
    const blocks = (this.rest + piece).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(eventOf).filter((event) => event.data !== '');
  }
}

function eventOf(block: string): ServerEvent {
  const event: ServerEvent = { name: 'message', data: '' };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) event.name = line.slice(6).trimStart();
    if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  event.data = data.join('\n');
  return event;
}
