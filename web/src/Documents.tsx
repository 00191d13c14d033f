import { useCallback, useEffect, useState } from 'react';
import { api, sure, type Document } from './client';
import type { Place } from './Viewer';

const shownMax = 100;

function statusText(row: Document): string {
  if (row.status !== 'searchable') return row.status;
  return row.pages ? `${row.kind}, ${row.pages} pages` : row.kind;
}

export function Documents({
  onOpen,
  changed,
}: {
  onOpen: (place: Place) => void;
  changed: number;
}) {
  const [rows, setRows] = useState<Document[]>();
  const [total, setTotal] = useState(0);
  const load = useCallback(async () => {
    const list = await sure(
      api.GET('/api/v1/documents', { params: { query: { limit: shownMax } } }),
    );
    setRows(list.data);
    setTotal(list.total);
  }, []);
  useEffect(() => {
    load();
  }, [load, changed]);
  const remove = async (row: Document) => {
    const gone = 'It is gone from the library at once, and from its files within a minute.';
    if (!confirm(`Delete “${row.title}”? ${gone}`)) return;
    await api.DELETE('/api/v1/documents/{id}', { params: { path: { id: row.document_id } } });
    load();
  };
  if (!rows) return null;
  if (rows.length === 0)
    return (
      <p className="nothing">
        The library is empty. Drop files or a folder anywhere on this page, or choose them with “Add
        files”.
      </p>
    );
  return (
    <>
      <p className="note">{total} documents</p>
      <ul className="documents">
        {rows.map((row) => (
          <li key={row.document_id}>
            <button
              className="link"
              disabled={row.status === 'failed'}
              onClick={() =>
                onOpen({ document: row.document_id, title: row.title, kind: row.kind, anchors: [] })
              }
            >
              {row.title}
            </button>
            <span className={`status ${row.status}`}>{statusText(row)}</span>
            <button
              className="quiet"
              aria-label={`Delete ${row.title}`}
              onClick={() => remove(row)}
            >
              ✕
            </button>
            {(row.reason || row.warning) && (
              <span className="why">{row.reason || row.warning}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
