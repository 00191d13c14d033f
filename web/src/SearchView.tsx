import { useEffect, useRef, useState } from 'react';
import { api, Failed, sure, type Hit } from './client';
import { Marked, placeText } from './Marked';
import type { Place } from './Viewer';

interface Found { query: string; hits: Hit[]; seconds: number; suggestion?: string }

export function SearchView({ query, onOpen, active, onSuggest }: { query: string; onOpen: (place: Place) => void; active: boolean; onSuggest: (query: string) => void }) {
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLOListElement>(null);

  // As one types: the newest query wins, the one before is dropped.
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const data = await sure(api.POST('/api/v1/collections/{name}/search', { params: { path: { name: 'library' } }, body: { query, limit: 20 }, signal: stop.signal }));
        const answer = data as unknown as { data: Hit[]; seconds: number; suggestion?: string };
        setFound({ query, hits: answer.data, seconds: answer.seconds, suggestion: answer.suggestion });
        setChosen(0);
        setError('');
      } catch (problem) {
        if (!stop.signal.aborted) setError(problem instanceof Failed ? problem.message : 'The library does not answer.');
      }
    }, 10);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [query]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!active || !found) return;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) {
        event.preventDefault();
        const next = Math.min(found.hits.length - 1, Math.max(0, chosen + step));
        setChosen(next);
        list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
      }
      if (event.key === 'Enter' && found.hits[chosen]) { event.preventDefault(); onOpen({ document: found.hits[chosen].document_id, title: found.hits[chosen].title, kind: found.hits[chosen].kind, anchors: found.hits[chosen].passage.anchors }); }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [active, found, chosen, onOpen]);

  if (error) return <p role="alert" className="error">{error}</p>;
  if (!found) return null;
  if (found.hits.length === 0)
    return (
      <p className="nothing">Nothing was found.{found.suggestion && <> Did you mean <button className="link" onClick={() => onSuggest(found.suggestion!)}>{found.suggestion}</button>?</>}</p>
    );
  return (
    <>
      <p className="note" aria-live="polite">{found.hits.length} documents in {Math.max(1, Math.round(found.seconds * 1000))} ms</p>
      <ol className="hits" ref={list} data-query={found.query}>
        {found.hits.map((hit, i) => (
          <li key={hit.document_id} aria-current={i === chosen}>
            <button className="hit" onClick={() => { setChosen(i); onOpen({ document: hit.document_id, title: hit.title, kind: hit.kind, anchors: hit.passage.anchors }); }}>
              <span className="title">{hit.title}</span> <span className="where">{placeText(hit.passage.anchors)}{hit.partial ? ' · still arriving' : ''}</span>
              {hit.passage.headings && hit.passage.headings !== hit.title && <span className="headings">{hit.passage.headings}</span>}
              <span className="excerpt"><Excerpt hit={hit} /></span>
            </button>
            <Thumbs query={found.query} document={hit.document_id} />
          </li>
        ))}
      </ol>
    </>
  );
}

// The part of a passage around its first highlight.
function Excerpt({ hit }: { hit: Hit }) {
  const points = Array.from(hit.passage.text);
  const first = hit.passage.highlights[0]?.[0] ?? 0;
  const begin = Math.max(0, first - 80);
  const end = Math.min(points.length, begin + 320);
  const ranges = hit.passage.highlights.filter(([a, b]) => a >= begin && b <= end).map(([a, b]) => [a - begin, b - begin] as [number, number]);
  return <>{begin > 0 && '… '}<Marked text={points.slice(begin, end).join('')} ranges={ranges} />{end < points.length && ' …'}</>;
}

export function Thumbs({ query, document }: { query: string; document: string }) {
  const [given, setGiven] = useState<boolean>();
  const give = async (good: boolean) => {
    setGiven(good);
    await api.POST('/api/v1/collections/{name}/judgements', { params: { path: { name: 'library' } }, body: { query, document_id: document, good } });
  };
  return (
    <span className="thumbs">
      <button aria-label="This belongs here" aria-pressed={given === true} onClick={() => give(true)}><Thumb up /></button>
      <button aria-label="This does not belong here" aria-pressed={given === false} onClick={() => give(false)}><Thumb /></button>
    </span>
  );
}

function Thumb({ up }: { up?: boolean }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden style={up ? undefined : { transform: 'scaleY(-1)' }}>
      <path d="M1 7h3v8H1zM5 7l3.2-6c1 0 1.8.8 1.8 1.8L9.6 6H14c.8 0 1.4.7 1.3 1.5l-1 6.2c-.1.8-.8 1.3-1.5 1.3H5z" />
    </svg>
  );
}
