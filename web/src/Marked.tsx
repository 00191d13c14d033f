import type { Anchor } from './client';

// Text with ranges marked; ranges count code points, as the API does.
export function Marked({ text, ranges }: { text: string; ranges: number[][] }) {
  const points = Array.from(text);
  const out: React.ReactNode[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at) continue;
    out.push(
      points.slice(at, start).join(''),
      <mark key={start}>{points.slice(start, end).join('')}</mark>,
    );
    at = end;
  }
  out.push(points.slice(at).join(''));
  return <>{out}</>;
}

export function placeText(anchors: Anchor[]): string {
  const first = anchors[0];
  const last = anchors.at(-1);
  if (first?.kind === 'cells') return `${first.sheet} ${first.range}`.trim();
  if (first?.kind !== 'page' || last?.kind !== 'page') return '';
  return first === last ? `page ${first.page}` : `pages ${first.page}–${last.page}`;
}
