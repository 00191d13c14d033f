import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api, sure, type Anchor } from './client';
import { Marked } from './Marked';

export interface Place { document: string; title: string; kind?: string; anchors: Anchor[] }

const PdfView = lazy(() => import('./PdfView'));

export function Viewer({ place, onClose }: { place: Place; onClose: () => void }) {
  const [kind, setKind] = useState(place.kind);
  const [error, setError] = useState('');
  useEffect(() => {
    setKind(place.kind);
    setError('');
    if (place.kind) return;
    sure(api.GET('/api/v1/documents/{id}', { params: { path: { id: place.document } } }))
      .then((document) => setKind((document as { kind?: string }).kind))
      .catch(() => setError('This document is no longer in the library.'));
  }, [place]);
  return (
    <section className="viewer" aria-label={place.title}>
      <div className="viewer-head">
        <h2>{place.title}</h2>
        <a className="quiet" href={`/api/v1/documents/${place.document}/original`} download aria-label="Save the original">⤓</a>
        <button className="quiet" onClick={onClose} aria-label="Close the document">✕</button>
      </div>
      {error && <p className="error" role="alert">{error}</p>}
      {kind === 'pdf' && <Suspense fallback={<p className="note">Opening…</p>}><PdfView place={place} onError={setError} /></Suspense>}
      {kind && kind !== 'pdf' && <TextView place={place} onError={setError} />}
    </section>
  );
}

interface Block { kind: string; level: number; text: string; start: number; end: number; range?: string }
const kBlocksTogether = 1000;

// Clean text with the passage marked, in its blocks.
function TextView({ place, onError }: { place: Place; onError: (message: string) => void }) {
  const [blocks, setBlocks] = useState<Block[]>([]);
  const marked = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let stop = false;
    setBlocks([]);
    (async () => {
      const all: Block[] = [];
      for (;;) {
        const list = (await sure(api.GET('/api/v1/documents/{id}/content', { params: { path: { id: place.document }, query: { limit: kBlocksTogether, offset: all.length } } }))) as unknown as { data: Block[]; total: number };
        all.push(...list.data);
        if (stop) return;
        if (all.length >= list.total || list.data.length === 0) break;
      }
      setBlocks(all);
    })().catch((problem) => onError(problem.message));
    return () => { stop = true; };
  }, [place.document]);
  useEffect(() => { marked.current?.querySelector('mark, .cells-marked')?.scrollIntoView({ block: 'center' }); }, [blocks, place]);

  const ranges = place.anchors.filter((a) => a.kind === 'text');
  const cells = place.anchors.filter((a) => a.kind === 'cells');
  return (
    <div className="text-view" ref={marked} tabIndex={0}>
      {blocks.map((block) => {
        const inside = ranges.map((a): [number, number] => [Math.max(0, a.start - block.start), Math.min(block.end, a.end) - block.start]).filter(([a, b]) => b > a);
        const content = <Marked text={block.text} ranges={inside} />;
        if (block.kind === 'heading') { const Heading = `h${Math.min(6, block.level + 1)}` as 'h2'; return <Heading key={block.start}>{content}</Heading>; }
        if (block.kind === 'code' || block.kind === 'table') return <pre key={block.start} className={cells.some((a) => overlaps(a.range, block.range)) ? 'cells-marked' : ''}>{content}</pre>;
        return <p key={block.start} className={block.kind}>{content}</p>;
      })}
    </div>
  );
}

function rows(range?: string): [number, number] {
  const found = /^[A-Z]+(\d+)(?::[A-Z]+(\d+))?$/.exec(range ?? '');
  return found ? [Number(found[1]), Number(found[2] ?? found[1])] : [1, 0];
}
function overlaps(a?: string, b?: string): boolean {
  const [a0, a1] = rows(a), [b0, b1] = rows(b);
  return a0 <= b1 && b0 <= a1;
}
