import { useEffect, useState } from 'react';
import { api } from './client';

const ASK_EVERY_MS = 20_000;

// Why the library takes nothing new, where that is so: people should know before they upload.
export function HealthNotice() {
  const [reason, setReason] = useState('');
  useEffect(() => {
    let gone = false;
    const ask = async () => {
      const { data } = await api.GET('/api/v1/health').catch(() => ({ data: undefined }));
      if (!gone && data) setReason(data.status === 'ok' ? '' : data.message);
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, []);
  if (!reason) return null;
  return (
    <p className="notice" role="alert">
      {reason}
    </p>
  );
}
