import * as pdfjs from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';
import type { Place } from './Viewer';

pdfjs.GlobalWorkerOptions.workerSrc = worker;

// Pages drawn by pdf.js when they come into sight; the boxes of the passage lie over them, in
// points of the visible page.
export default function PdfView({
  place,
  onError,
}: {
  place: Place;
  onError: (message: string) => void;
}) {
  const [pdf, setPdf] = useState<pdfjs.PDFDocumentProxy>();
  useEffect(() => {
    setPdf(undefined);
    const task = pdfjs.getDocument({
      url: `/api/v1/documents/${place.document}/original`,
      isEvalSupported: false,
      enableXfa: false,
    });
    task.promise.then(setPdf, () => onError('The pages of this document cannot be drawn.'));
    return () => {
      task.destroy();
    };
  }, [place.document]);
  if (!pdf) return <p className="note">Opening…</p>;
  return (
    <div className="pdf" tabIndex={0}>
      {Array.from({ length: pdf.numPages }, (_, i) => (
        <Page key={i} pdf={pdf} number={i + 1} place={place} />
      ))}
    </div>
  );
}

function Page({
  pdf,
  number,
  place,
}: {
  pdf: pdfjs.PDFDocumentProxy;
  number: number;
  place: Place;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 612, height: 792 });
  const [near, setNear] = useState(false);
  const boxes = place.anchors.flatMap((a) =>
    a.kind === 'page' && a.page === number ? a.boxes : [],
  );
  const wanted = place.anchors.find((a) => a.kind === 'page')?.kind === 'page' && boxes.length > 0;

  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => setNear(entry.isIntersecting), {
      rootMargin: '600px',
    });
    if (frame.current) watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (wanted) frame.current?.scrollIntoView({ block: 'start' });
  }, [place]);
  useEffect(() => {
    if (!near && !wanted) return;
    let drawing: pdfjs.RenderTask | undefined;
    let stop = false;
    (async () => {
      const page = await pdf.getPage(number);
      const points = page.getViewport({ scale: 1 });
      if (stop || !frame.current || !canvas.current) return;
      setSize({ width: points.width, height: points.height });
      const scale = (frame.current.clientWidth / points.width) * Math.min(2, devicePixelRatio);
      const viewport = page.getViewport({ scale });
      canvas.current.width = viewport.width;
      canvas.current.height = viewport.height;
      drawing = page.render({ canvas: canvas.current, viewport });
      await drawing.promise.catch(() => undefined);
      if (!stop) frame.current?.setAttribute('data-drawn', 'true');
      if (!stop && wanted)
        frame.current?.querySelector('.box')?.scrollIntoView({ block: 'center' });
    })();
    return () => {
      stop = true;
      drawing?.cancel();
    };
  }, [pdf, number, near, wanted]);

  return (
    <div
      className="pdf-page"
      ref={frame}
      data-page={number}
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
    >
      <canvas ref={canvas} aria-label={`Page ${number}`} />
      {boxes.map(([x0, y0, x1, y1], i) => (
        <div
          key={i}
          className="box"
          style={{
            left: `${(100 * x0) / size.width}%`,
            top: `${(100 * y0) / size.height}%`,
            width: `${(100 * (x1 - x0)) / size.width}%`,
            height: `${(100 * (y1 - y0)) / size.height}%`,
          }}
        />
      ))}
    </div>
  );
}
