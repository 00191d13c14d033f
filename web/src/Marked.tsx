// Text with ranges marked; ranges count code points, as the API does.
export function Marked({ text, ranges }: { text: string; ranges: [number, number][] }) {
  const points = Array.from(text);
  const out: React.ReactNode[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at) continue;
    out.push(points.slice(at, start).join(''), <mark key={start}>{points.slice(start, end).join('')}</mark>);
    at = end;
  }
  out.push(points.slice(at).join(''));
  return <>{out}</>;
}

export function placeText(anchors: { kind: string; page?: number; sheet?: string; range?: string }[]): string {
  const first = anchors[0];
  if (!first) return '';
  if (first.kind === 'page') return anchors.length > 1 ? `pages ${first.page}–${anchors[anchors.length - 1].page}` : `page ${first.page}`;
  if (first.kind === 'cells') return `${first.sheet ?? ''} ${first.range ?? ''}`.trim();
  return '';
}
