import { useCallback, useEffect, useState } from 'react';
import { api, sure, type Conversation } from './client';

const shownMax = 20;

export function Conversations({
  current,
  onChoose,
  changed,
}: {
  current?: string;
  onChoose: (id?: string) => void;
  changed: number;
}) {
  const [rows, setRows] = useState<Conversation[]>([]);
  const load = useCallback(async () => {
    const list = await sure(
      api.GET('/api/v1/conversations', { params: { query: { limit: shownMax } } }),
    );
    setRows(list.data);
  }, []);
  useEffect(() => {
    load();
  }, [load, changed, current]);
  if (rows.length === 0) return null;
  const remove = async (id: string) => {
    await api.DELETE('/api/v1/conversations/{id}', { params: { path: { id } } });
    if (id === current) onChoose(undefined);
    load();
  };
  return (
    <aside className="conversations">
      <h3>
        Conversations{' '}
        {current && (
          <button className="link" onClick={() => onChoose(undefined)}>
            Begin a new one
          </button>
        )}
      </h3>
      <ul>
        {rows.map((row) => (
          <li key={row.conversation_id} aria-current={row.conversation_id === current}>
            <button className="link" onClick={() => onChoose(row.conversation_id)}>
              {row.title}
            </button>
            <a
              className="quiet"
              href={`/api/v1/conversations/${row.conversation_id}/export`}
              download
              aria-label={`Save ${row.title}`}
            >
              ⤓
            </a>
            <button
              className="quiet"
              aria-label={`Delete ${row.title}`}
              onClick={() => remove(row.conversation_id)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
