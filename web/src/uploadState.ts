// What becomes of each file that goes up.
//
//   waiting --sending--> sending --accepted--> queued --ended--> (gone)
//                           |---duplicate--> duplicate --dismissed--> (gone)
//   waiting, sending, queued ---failed--> failed --dismissed--> (gone)
//
// Events that do not fit a file's state are dropped: a file that was added again begins anew, and
// what the attempt before has to say no longer counts.
export interface UploadItem {
  name: string;
  attempt: number;
  state: 'waiting' | 'sending' | 'queued' | 'duplicate' | 'failed';
  reason?: string;
}

export interface Uploads {
  items: UploadItem[];
  finished: number; // jobs that ended: the list of documents has changed
}

export type UploadEvent =
  | { type: 'added'; files: { name: string; attempt: number }[] }
  | { type: 'dismissed'; name: string }
  | { type: 'sending' | 'accepted' | 'duplicate' | 'ended'; attempt: number }
  | { type: 'failed'; attempt: number; reason: string };

export const noUploads: Uploads = { items: [], finished: 0 };

const follows: Record<
  'sending' | 'accepted' | 'duplicate',
  [UploadItem['state'], UploadItem['state']]
> = {
  sending: ['waiting', 'sending'],
  accepted: ['sending', 'queued'],
  duplicate: ['sending', 'duplicate'],
};

// The item afterwards, undefined when it is gone.
function changeItem(item: UploadItem, event: UploadEvent): UploadItem | undefined {
  switch (event.type) {
    case 'sending':
    case 'accepted':
    case 'duplicate': {
      const [from, to] = follows[event.type];
      return item.state === from ? { ...item, state: to } : item;
    }
    case 'failed':
      return item.state === 'duplicate' ? item : { ...item, state: 'failed', reason: event.reason };
    case 'ended':
      return item.state === 'queued' ? undefined : item;
    default:
      return item;
  }
}

export function changeUploads(uploads: Uploads, event: UploadEvent): Uploads {
  if (event.type === 'added') {
    const names = new Set(event.files.map((file) => file.name));
    const kept = uploads.items.filter((item) => !names.has(item.name));
    const added = event.files.map((file): UploadItem => ({ ...file, state: 'waiting' }));
    return { ...uploads, items: [...kept, ...added] };
  }
  if (event.type === 'dismissed')
    return { ...uploads, items: uploads.items.filter((item) => item.name !== event.name) };
  const items = uploads.items.flatMap((item) => {
    if (item.attempt !== event.attempt) return [item];
    const changed = changeItem(item, event);
    return changed ? [changed] : [];
  });
  const isOver = event.type === 'ended' || event.type === 'failed';
  return { ...uploads, items, finished: uploads.finished + (isOver ? 1 : 0) };
}
