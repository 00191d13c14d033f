import { createElement, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api, messageOf, sure, type Anchor, type Block } from './client';
import { Marked } from './Marked';

export interface Place {
  document: string;
  title: string;
  kind?: string;
  anchors: Anchor[];
}

const PdfView = lazy(() => import('./PdfView'));

export function Viewer({ place, onClose }: { place: Place; onClose: () => void }) {
  const [kind, setKind] = useState(place.kind);
  const [error, setError] = useState('');
  useEffect(() => {
    setKind(place.kind);
    setError('');
    if (place.kind) return;
    sure(api.GET('/api/v1/documents/{id}', { params: { path: { id: place.document } } }))
      .then((document) => setKind(document.kind))
      .catch(() => setError('This document is no longer in the library.'));
  }, [place]);
  return (
    <section className="viewer" aria-label={place.title}>
      <div className="viewer-head">
        <h2>{place.title}</h2>
        <a
          className="quiet"
          href={`/api/v1/documents/${place.document}/original`}
          download
          aria-label="Save the original"
        >
          ⤓
        </a>
        <button className="quiet" onClick={onClose} aria-label="Close the document">
          ✕
        </button>
      </div>
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      {kind === 'pdf' && (
        <Suspense fallback={<p className="note">Opening…</p>}>
          <PdfView place={place} onError={setError} />
        </Suspense>
      )}
      {kind && kind !== 'pdf' && <TextView place={place} onError={setError} />}
    </section>
  );
}

const blocksTogether = 1000; // of one answer

async function blocksOf(id: string): Promise<Block[]> {
  const all: Block[] = [];
  for (;;) {
    const query = { limit: blocksTogether, offset: all.length };
    const list = await sure(
      api.GET('/api/v1/documents/{id}/content', { params: { path: { id }, query } }),
    );
    all.push(...list.data);
    if (all.length >= list.total || list.data.length === 0) return all;
  }
}

// Clean text with the passage marked, in its blocks.
function TextView({ place, onError }: { place: Place; onError: (message: string) => void }) {
  const [blocks, setBlocks] = useState<Block[]>([]);
  const marked = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let stop = false;
    setBlocks([]);
    blocksOf(place.document).then(
      (all) => {
        if (!stop) setBlocks(all);
      },
      (problem) => {
        if (!stop) onError(messageOf(problem));
      },
    );
    return () => {
      stop = true;
    };
  }, [place.document]);
  useEffect(() => {
    marked.current?.querySelector('mark, .cells-marked')?.scrollIntoView({ block: 'center' });
  }, [blocks, place]);

  const ranges = place.anchors.filter((a) => a.kind === 'text');
  const cells = place.anchors.filter((a) => a.kind === 'cells');
  return (
    <div className="text-view" ref={marked} tabIndex={0}>
      {blocks.map((block) => {
        const inside = ranges
          .map((a) => [
            Math.max(0, a.start - block.start),
            Math.min(block.end, a.end) - block.start,
          ])
          .filter(([a, b]) => b > a);
        const marked = cells.some((a) => overlaps(a.range, block.range));
        return <BlockText key={block.start} block={block} ranges={inside} marked={marked} />;
      })}
    </div>
  );
}

function BlockText({
  block,
  ranges,
  marked,
}: {
  block: Block;
  ranges: number[][];
  marked: boolean;
}) {
  const content = <Marked text={block.text} ranges={ranges} />;
  if (block.set_aside) return <p className="set-aside">{content}</p>;
  switch (block.kind) {
    case 'heading':
      return createElement(`h${Math.min(6, block.level + 1)}`, undefined, content);
    case 'code':
    case 'table':
      return <pre className={marked ? 'cells-marked' : ''}>{content}</pre>;
    default:
      return <p className={block.kind}>{content}</p>;
  }
}

function rows(range?: string): [number, number] {
  const found = /^[A-Z]+(\d+)(?::[A-Z]+(\d+))?$/.exec(range ?? '');
  return found ? [Number(found[1]), Number(found[2] ?? found[1])] : [1, 0];
}
function overlaps(a?: string, b?: string): boolean {
  const [a0, a1] = rows(a),
    [b0, b1] = rows(b);
  return a0 <= b1 && b0 <= a1;
}
