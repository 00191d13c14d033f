import { useCallback, useReducer, useRef, useState } from 'react';
import { api, failure, messageOf, sure, type Upload } from './client';
import { changeUploads, noUploads, type UploadEvent } from './uploadState';

export interface NamedFile {
  file: File;
  path: string;
}
interface Attempt extends NamedFile {
  attempt: number;
}

const togetherMax = 2; // files that go up at the same time
const lookAgainMs = 400; // between two looks at a job

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function send({ file, path }: NamedFile): Promise<Upload> {
  const form = new FormData();
  form.append('source', path);
  form.append('file', file, file.name);
  const response = await fetch('/api/v1/collections/library/documents', {
    method: 'POST',
    body: form,
  });
  const body = await response.json();
  if (!response.ok) throw failure(response.status, body);
  return body;
}

// What the job of an upload comes to.
async function follow(attempt: number, id: string): Promise<UploadEvent> {
  for (;;) {
    const job = await sure(api.GET('/api/v1/jobs/{id}', { params: { path: { id } } }));
    if (job.state === 'done') return { type: 'ended', attempt };
    if (job.state === 'failed' || job.state === 'cancelled')
      return { type: 'failed', attempt, reason: job.reason || job.state };
    await pause(lookAgainMs);
  }
}

// Files go up two at a time; each then has a job that is followed to its end.
export function useUploads() {
  const [uploads, change] = useReducer(changeUploads, noUploads);
  const waiting = useRef<Attempt[]>([]);
  const running = useRef(0);
  const attempts = useRef(0);

  const process = useCallback(async (item: Attempt) => {
    const { attempt } = item;
    change({ type: 'sending', attempt });
    try {
      const made = await send(item);
      if (made.status === 'duplicate') return change({ type: 'duplicate', attempt });
      change({ type: 'accepted', attempt });
      // The next file goes up while this one is read.
      follow(attempt, made.job_id).then(change, () => change({ type: 'ended', attempt }));
    } catch (problem) {
      change({ type: 'failed', attempt, reason: messageOf(problem) });
    }
  }, []);

  const sendWaiting = useCallback(async () => {
    if (running.current >= togetherMax) return;
    running.current++;
    for (let item = waiting.current.shift(); item; item = waiting.current.shift())
      await process(item);
    running.current--;
  }, [process]);

  const add = useCallback(
    (files: NamedFile[]) => {
      const items = files.map((file) => ({ ...file, attempt: attempts.current++ }));
      const named = items.map(({ path, attempt }) => ({ name: path, attempt }));
      change({ type: 'added', files: named });
      waiting.current.push(...items);
      for (let i = 0; i < togetherMax; i++) sendWaiting();
    },
    [sendWaiting],
  );
  const dismiss = useCallback((name: string) => change({ type: 'dismissed', name }), []);
  return { list: uploads.items, add, dismiss, finished: uploads.finished };
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

// A dropped folder is walked; hidden files stay out.
async function filesOf(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (entry.name.startsWith('.')) return [];
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: NamedFile[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files;
    for (const inner of some) files.push(...(await filesOf(inner)));
  }
}

async function droppedFiles(items: DataTransferItemList): Promise<NamedFile[]> {
  const entries = Array.from(items).map((item) => item.webkitGetAsEntry());
  const files: NamedFile[] = [];
  for (const entry of entries) if (entry) files.push(...(await filesOf(entry)));
  return files;
}

export function DropZone(props: {
  onFiles: (files: NamedFile[]) => void;
  children: React.ReactNode;
}) {
  const [over, setOver] = useState(false);
  const drop = async (event: React.DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = await droppedFiles(event.dataTransfer.items);
    if (files.length > 0) props.onFiles(files);
  };
  return (
    <div
      className={over ? 'page over' : 'page'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false);
      }}
      onDrop={drop}
    >
      {props.children}
      {over && <div className="drop-here">Drop files or folders to add them</div>}
    </div>
  );
}

export function UploadButton({ onFiles }: { onFiles: (files: NamedFile[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const choose = (event: React.ChangeEvent<HTMLInputElement>) => {
    const files = Array.from(event.target.files ?? []);
    const visible = files.filter((file) => !file.name.startsWith('.'));
    onFiles(visible.map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    event.target.value = '';
  };
  return (
    <>
      <input ref={input} hidden type="file" multiple data-testid="files" onChange={choose} />
      <button className="add" onClick={() => input.current?.click()}>
        <span className="wide">Add files</span>
        <span className="narrow" aria-hidden>
          +
        </span>
      </button>
    </>
  );
}
