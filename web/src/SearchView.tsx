import { useEffect, useRef, useState } from 'react';
import { api, messageOf, sure, type Hit, type Repair, type SearchAnswer } from './client';
import { Marked, placeText } from './Marked';
import type { Place } from './Viewer';

const resultsMax = 20;
const typingPauseMs = 10;
const pointsBefore = 80; // code points of an excerpt before its first highlight
const pointsMax = 320;
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

interface Found {
  query: string;
  answer: SearchAnswer;
}

const placeOf = (hit: Hit): Place => ({
  document: hit.document_id,
  title: hit.title,
  kind: hit.kind,
  anchors: hit.passage.anchors,
});

export function SearchView({
  query,
  onOpen,
  active,
  onSuggest,
}: {
  query: string;
  onOpen: (place: Place) => void;
  active: boolean;
  onSuggest: (query: string) => void;
}) {
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLOListElement>(null);

  // As one types: the newest query wins, the one before is dropped.
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await sure(
          api.POST('/api/v1/collections/{name}/search', {
            params: { path: { name: 'library' } },
            body: { query, limit: resultsMax },
            signal: stop.signal,
          }),
        );
        setFound({ query, answer });
        setChosen(0);
        setError('');
      } catch (problem) {
        if (!stop.signal.aborted) setError(messageOf(problem));
      }
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!active || !found) return;
      const hits = found.answer.data;
      const step = steps[event.key];
      if (step !== undefined) {
        event.preventDefault();
        const next = Math.min(hits.length - 1, Math.max(0, chosen + step));
        setChosen(next);
        list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
      }
      const hit = hits[chosen];
      if (event.key === 'Enter' && hit) {
        event.preventDefault();
        onOpen(placeOf(hit));
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [active, found, chosen, onOpen]);

  if (error)
    return (
      <p role="alert" className="error">
        {error}
      </p>
    );
  if (!found) return null;
  const { data: hits, seconds, suggestion, repairs } = found.answer;
  if (hits.length === 0) return <Nothing suggestion={suggestion} onSuggest={onSuggest} />;
  return (
    <>
      <p className="note" aria-live="polite">
        {hits.length} documents in {Math.max(1, Math.round(seconds * 1000))} ms
      </p>
      {repairs && <Repairs repairs={repairs} query={found.query} onSearch={onSuggest} />}
      <ol className="hits" ref={list} data-query={found.query}>
        {hits.map((hit, i) => (
          <li key={hit.document_id} aria-current={i === chosen}>
            <button
              className="hit"
              onClick={() => {
                setChosen(i);
                onOpen(placeOf(hit));
              }}
            >
              <span className="title">{hit.title}</span>{' '}
              <span className="where">
                {placeText(hit.passage.anchors)}
                {hit.partial ? ' · still arriving' : ''}
              </span>
              {hit.passage.headings && hit.passage.headings !== hit.title && (
                <span className="headings">{hit.passage.headings}</span>
              )}
              <span className="excerpt">
                <Excerpt hit={hit} />
              </span>
            </button>
            <Thumbs query={found.query} document={hit.document_id} />
          </li>
        ))}
      </ol>
    </>
  );
}

// Says which words were read as others, and offers the search without that.
function Repairs({
  repairs,
  query,
  onSearch,
}: {
  repairs: Repair[];
  query: string;
  onSearch: (query: string) => void;
}) {
  const letters = Array.from(query);
  repairs.forEach(({ begin, end }) => {
    letters[begin] = `"${letters[begin]}`;
    letters[end - 1] = `${letters[end - 1]}"`;
  });
  const asWritten = letters.join('');
  return (
    <p className="note" data-testid="repairs">
      {repairs.map(
        ({ written, read_as }) => `No passage has “${written}”; “${read_as}” was sought too. `,
      )}
      <button className="link" onClick={() => onSearch(asWritten)}>
        Search for exactly this
      </button>
    </p>
  );
}

function Nothing({
  suggestion,
  onSuggest,
}: {
  suggestion?: string;
  onSuggest: (query: string) => void;
}) {
  return (
    <p className="nothing">
      Nothing was found.
      {suggestion && (
        <>
          {' '}
          Did you mean{' '}
          <button className="link" onClick={() => onSuggest(suggestion)}>
            {suggestion}
          </button>
          ?
        </>
      )}
    </p>
  );
}

// The part of a passage around its first highlight.
function Excerpt({ hit }: { hit: Hit }) {
  const points = Array.from(hit.passage.text);
  const first = hit.passage.highlights[0]?.[0] ?? 0;
  const begin = Math.max(0, first - pointsBefore);
  const end = Math.min(points.length, begin + pointsMax);
  const inside = hit.passage.highlights.filter(([a, b]) => a >= begin && b <= end);
  const ranges = inside.map(([a, b]) => [a - begin, b - begin]);
  return (
    <>
      {begin > 0 && '… '}
      <Marked text={points.slice(begin, end).join('')} ranges={ranges} />
      {end < points.length && ' …'}
    </>
  );
}

export function Thumbs({ query, document }: { query: string; document: string }) {
  const [given, setGiven] = useState<boolean>();
  const give = async (good: boolean) => {
    setGiven(good);
    await api.POST('/api/v1/collections/{name}/judgements', {
      params: { path: { name: 'library' } },
      body: { query, document_id: document, good },
    });
  };
  return (
    <span className="thumbs">
      <button
        aria-label="This belongs here"
        aria-pressed={given === true}
        onClick={() => give(true)}
      >
        <Thumb up />
      </button>
      <button
        aria-label="This does not belong here"
        aria-pressed={given === false}
        onClick={() => give(false)}
      >
        <Thumb />
      </button>
    </span>
  );
}

// A fist and the thumb beside it.
const thumb =
  'M1 7h3v8H1zM5 7l3.2-6c1 0 1.8.8 1.8 1.8L9.6 6H14c.8 0 1.4.7 1.3 1.5' +
  'l-1 6.2c-.1.8-.8 1.3-1.5 1.3H5z';

function Thumb({ up }: { up?: boolean }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="currentColor"
      aria-hidden
      style={up ? undefined : { transform: 'scaleY(-1)' }}
    >
      <path d={thumb} />
    </svg>
  );
}
