import { useEffect, useState } from 'react';
import { api, sure, type Job } from './client';
import type { Upload } from './uploads';

function timeLeft(seconds?: number): string {
  if (seconds === undefined) return '';
  return seconds < 60 ? `${Math.ceil(seconds)} s left` : seconds < 3600 ? `${Math.ceil(seconds / 60)} min left` : `${(seconds / 3600).toFixed(1)} h left`;
}

// What is on its way: files being sent, and the jobs that run, with a bar, the time left, and a way to stop them.
export function Jobs({ uploads, onDismiss }: { uploads: Upload[]; onDismiss: (name: string) => void }) {
  const [running, setRunning] = useState<Job[]>([]);
  const [queued, setQueued] = useState(0);
  const busy = uploads.some((u) => u.state === 'sending' || u.state === 'queued');
  useEffect(() => {
    let stop = false;
    const look = async () => {
      while (!stop) {
        const list = (await sure(api.GET('/api/v1/jobs', { params: { query: { state: 'running', limit: 5 } } })).catch(() => ({ data: [] }))) as unknown as { data: Job[] };
        const rest = (await sure(api.GET('/api/v1/jobs', { params: { query: { state: 'queued', limit: 0 } } })).catch(() => ({ total: 0 }))) as unknown as { total: number };
        if (stop) return;
        setRunning(list.data);
        setQueued(rest.total);
        if (list.data.length === 0 && rest.total === 0 && !busy) return;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    };
    look();
    return () => { stop = true; };
  }, [busy]);

  const sending = uploads.filter((u) => u.state === 'sending').length;
  const told = uploads.filter((u) => u.state === 'failed' || u.state === 'duplicate');
  if (running.length + queued + sending + told.length === 0) return null;
  return (
    <section className="jobs" aria-label="On its way">
      {running.map((job) => (
        <div className="job" key={job.job_id}>
          <span className="name">{job.title}</span>
          <progress max={Math.max(job.total, 1)} value={job.done} aria-label={`Progress of ${job.title}`} />
          <span className="where">{job.total > 1 ? `${job.done} of ${job.total}` : ''} {timeLeft(job.seconds_left)}</span>
          <button className="quiet" aria-label={`Cancel ${job.title}`} onClick={() => api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id: job.job_id } } })}>✕</button>
        </div>
      ))}
      {(queued > 0 || sending > 0) && <p className="note">{sending > 0 && `${sending} being sent`}{sending > 0 && queued > 0 && ', '}{queued > 0 && `${queued} waiting`}</p>}
      {told.map((u) => (
        <p key={u.name} className={u.state === 'failed' ? 'error' : 'note'} role={u.state === 'failed' ? 'alert' : undefined}>
          {u.name}: {u.state === 'duplicate' ? 'is in the library already' : u.reason} <button className="quiet" aria-label={`Dismiss ${u.name}`} onClick={() => onDismiss(u.name)}>✕</button>
        </p>
      ))}
    </section>
  );
}
