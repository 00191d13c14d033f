import { useCallback, useRef, useState } from 'react';
import { api, sure } from './client';

export interface Upload { name: string; state: 'sending' | 'queued' | 'duplicate' | 'failed' | 'done'; reason?: string; job?: string }
export interface NamedFile { file: File; path: string }

// Files go up two at a time; each then has a job that the list of jobs follows.
export function useUploads() {
  const [list, setList] = useState<Upload[]>([]);
  const [finished, setFinished] = useState(0);
  const waiting = useRef<NamedFile[]>([]);
  const running = useRef(0);
  const set = (name: string, change: Partial<Upload>) => setList((before) => before.map((u) => (u.name === name ? { ...u, ...change } : u)));

  const next = useCallback(async () => {
    const item = waiting.current.shift();
    if (!item) return;
    running.current++;
    const form = new FormData();
    form.append('source', item.path);
    form.append('file', item.file, item.file.name);
    try {
      const response = await fetch('/api/v1/collections/library/documents', { method: 'POST', body: form });
      const body = await response.json();
      if (!response.ok) set(item.path, { state: 'failed', reason: body.message });
      else if (body.status === 'duplicate') set(item.path, { state: 'duplicate' });
      else { set(item.path, { state: 'queued', job: body.job_id }); follow(item.path, body.job_id); }
    } catch {
      set(item.path, { state: 'failed', reason: 'The library does not answer.' });
    }
    running.current--;
    next();
  }, []);

  const follow = async (name: string, job: string) => {
    for (;;) {
      const now = (await sure(api.GET('/api/v1/jobs/{id}', { params: { path: { id: job } } })).catch(() => undefined)) as { state: string; reason: string } | undefined;
      if (!now || now.state === 'done') { setList((before) => before.filter((u) => u.name !== name)); break; }
      if (now.state === 'failed' || now.state === 'cancelled') { set(name, { state: 'failed', reason: now.reason || now.state }); break; }
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    setFinished((n) => n + 1);
  };

  const add = useCallback((files: NamedFile[]) => {
    setList((before) => [...before.filter((u) => !files.some((f) => f.path === u.name)), ...files.map((f) => ({ name: f.path, state: 'sending' as const }))]);
    waiting.current.push(...files);
    while (running.current < 2 && waiting.current.length > 0) next();
  }, [next]);
  const dismiss = useCallback((name: string) => setList((before) => before.filter((u) => u.name !== name)), []);
  return { list, add, dismiss, finished };
}

// A dropped folder is walked; hidden files stay out.
async function filesOf(entry: FileSystemEntry, into: NamedFile[]): Promise<void> {
  if (entry.name.startsWith('.')) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ file, path: entry.fullPath.replace(/^\//, '') });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const inner of some) await filesOf(inner, into);
  }
}

export function DropZone({ onFiles, children }: { onFiles: (files: NamedFile[]) => void; children: React.ReactNode }) {
  const [over, setOver] = useState(false);
  return (
    <div className={over ? 'page over' : 'page'} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={(e) => { if (e.currentTarget === e.target) setOver(false); }}
      onDrop={async (e) => {
        e.preventDefault();
        setOver(false);
        const entries = Array.from(e.dataTransfer.items).map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
        const files: NamedFile[] = [];
        for (const entry of entries) await filesOf(entry, files);
        if (files.length > 0) onFiles(files);
      }}>
      {children}
      {over && <div className="drop-here">Drop files or folders to add them</div>}
    </div>
  );
}

export function UploadButton({ onFiles }: { onFiles: (files: NamedFile[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null) => { if (list) onFiles(Array.from(list).filter((f) => !f.name.startsWith('.')).map((file) => ({ file, path: file.webkitRelativePath || file.name }))); };
  return (
    <>
      <input ref={files} hidden type="file" multiple data-testid="files" onChange={(e) => { take(e.target.files); e.target.value = ''; }} />
      <button className="add" onClick={() => files.current?.click()}><span className="wide">Add files</span><span className="narrow" aria-hidden>+</span></button>
    </>
  );
}
