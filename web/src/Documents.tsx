import { useCallback, useEffect, useState } from 'react';
import { api, sure } from './client';
import type { Place } from './Viewer';

interface Row { document_id: string; title: string; kind: string; status: string; reason: string; warning: string; pages: number }

export function Documents({ onOpen, changed }: { onOpen: (place: Place) => void; changed: number }) {
  const [rows, setRows] = useState<Row[]>();
  const [total, setTotal] = useState(0);
  const load = useCallback(async () => {
    const list = (await sure(api.GET('/api/v1/documents', { params: { query: { limit: 100 } } }))) as unknown as { data: Row[]; total: number };
    setRows(list.data);
    setTotal(list.total);
  }, []);
  useEffect(() => { load(); }, [load, changed]);
  const remove = async (row: Row) => {
    if (!confirm(`Delete “${row.title}”? It is gone from the library at once, and from its files within a minute.`)) return;
    await api.DELETE('/api/v1/documents/{id}', { params: { path: { id: row.document_id } } });
    load();
  };
  if (!rows) return null;
  if (rows.length === 0) return <p className="nothing">The library is empty. Drop files or a folder anywhere on this page, or choose them with “Add files”.</p>;
  return (
    <>
      <p className="note">{total} documents</p>
      <ul className="documents">
        {rows.map((row) => (
          <li key={row.document_id}>
            <button className="link" disabled={row.status === 'failed'} onClick={() => onOpen({ document: row.document_id, title: row.title, kind: row.kind, anchors: [] })}>{row.title}</button>
            <span className={`status ${row.status}`}>{row.status === 'searchable' ? `${row.kind}${row.pages ? `, ${row.pages} pages` : ''}` : row.status}</span>
            <button className="quiet" aria-label={`Delete ${row.title}`} onClick={() => remove(row)}>✕</button>
            {(row.reason || row.warning) && <span className="why">{row.reason || row.warning}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
