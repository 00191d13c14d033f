import { useEffect, useState } from 'react';
import { api, sure, type Job } from './client';
import type { UploadItem } from './uploadState';

function timeLeft(seconds?: number): string {
  if (seconds === undefined) return '';
  if (seconds < 60) return `${Math.ceil(seconds)} s left`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min left`;
  return `${(seconds / 3600).toFixed(1)} h left`;
}

const shownMax = 5;
const lookAgainMs = 300;

const isBusy = (item: UploadItem) => ['waiting', 'sending', 'queued'].includes(item.state);

// The jobs that run, and how many wait; none when the library does not answer.
async function look(): Promise<{ running: Job[]; queued: number }> {
  try {
    const running = await sure(
      api.GET('/api/v1/jobs', { params: { query: { state: 'running', limit: shownMax } } }),
    );
    const queued = await sure(
      api.GET('/api/v1/jobs', { params: { query: { state: 'queued', limit: 1 } } }),
    );
    return { running: running.data, queued: queued.total };
  } catch {
    return { running: [], queued: 0 };
  }
}

// What is on its way: files being sent, and the jobs that run, with a bar, the time left, and a way
// to stop them.
export function Jobs({
  uploads,
  onDismiss,
}: {
  uploads: UploadItem[];
  onDismiss: (name: string) => void;
}) {
  const [running, setRunning] = useState<Job[]>([]);
  const [queued, setQueued] = useState(0);
  const busy = uploads.some((u) => isBusy(u));
  useEffect(() => {
    let stop = false;
    const watch = async () => {
      while (!stop) {
        const now = await look();
        if (stop) return;
        setRunning(now.running);
        setQueued(now.queued);
        if (now.running.length === 0 && now.queued === 0 && !busy) return;
        await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
      }
    };
    watch();
    return () => {
      stop = true;
    };
  }, [busy]);

  const sending = uploads.filter((u) => u.state === 'sending' || u.state === 'waiting').length;
  const told = uploads.filter((u) => u.state === 'failed' || u.state === 'duplicate');
  if (running.length + queued + sending + told.length === 0) return null;
  return (
    <section className="jobs" aria-label="On its way">
      {running.map((job) => (
        <div className="job" key={job.job_id}>
          <span className="name">{job.title}</span>
          <progress
            max={Math.max(job.total, 1)}
            value={job.done}
            aria-label={`Progress of ${job.title}`}
          />
          <span className="where">
            {job.total > 1 ? `${job.done} of ${job.total}` : ''} {timeLeft(job.seconds_left)}
          </span>
          <button
            className="quiet"
            aria-label={`Cancel ${job.title}`}
            onClick={() =>
              api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id: job.job_id } } })
            }
          >
            ✕
          </button>
        </div>
      ))}
      {(queued > 0 || sending > 0) && (
        <p className="note">
          {sending > 0 && `${sending} being sent`}
          {sending > 0 && queued > 0 && ', '}
          {queued > 0 && `${queued} waiting`}
        </p>
      )}
      {told.map((u) => (
        <p
          key={u.name}
          className={u.state === 'failed' ? 'error' : 'note'}
          role={u.state === 'failed' ? 'alert' : undefined}
        >
          {u.name}: {u.state === 'duplicate' ? 'is in the library already' : u.reason}{' '}
          <button
            className="quiet"
            aria-label={`Dismiss ${u.name}`}
            onClick={() => onDismiss(u.name)}
          >
            ✕
          </button>
        </p>
      ))}
    </section>
  );
}
