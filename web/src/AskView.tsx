import { useEffect, useRef, useState } from 'react';
import { api, ask, Failed, sure, type Answer, type Citation, type Sentence, type Support } from './client';
import { placeText } from './Marked';
import { Thumbs } from './SearchView';
import type { Place } from './Viewer';

interface Turn { question: string; sentences: Sentence[]; citations: Citation[]; answer?: Answer; error?: string }

const kMarks: Record<Support, [string, string]> = {
  supported: ['✓', 'The passage bears this sentence out.'],
  partly: ['~', 'The passage bears this sentence out in part.'],
  not_supported: ['✗', 'Nothing that was found bears this sentence out.'],
};

export function AskView(props: { asked?: { question: string; number: number }; conversation?: string; onConversation: (id?: string) => void; onOpen: (place: Place) => void }) {
  const { asked, conversation, onConversation, onOpen } = props;
  const [turns, setTurns] = useState<Turn[]>([]);
  const [running, setRunning] = useState<AbortController>();
  const shown = useRef<string | undefined>(undefined);

  // A kept conversation that was chosen is read again: citations are those of the versions that were read then.
  useEffect(() => {
    if (conversation === shown.current) return;
    shown.current = conversation;
    if (!conversation) { setTurns([]); return; }
    (async () => {
      const kept = (await sure(api.GET('/api/v1/conversations/{id}', { params: { path: { id: conversation } } }))) as unknown as { turns: { question: string; answer: Answer }[] };
      setTurns(kept.turns.map(({ question, answer }) => ({ question, sentences: answer.sentences ?? [], citations: answer.citations ?? [], answer })));
    })();
  }, [conversation]);

  useEffect(() => {
    if (!asked) return;
    const stop = new AbortController();
    setRunning(stop);
    setTurns((before) => [...before, { question: asked.question, sentences: [], citations: [] }]);
    const change = (make: (turn: Turn) => Turn) => setTurns((before) => [...before.slice(0, -1), make(before[before.length - 1])]);
    ask(asked.question, conversation, stop.signal, (sentence, citations) => change((turn) => ({ ...turn, sentences: [...turn.sentences, sentence], citations: [...turn.citations, ...citations] })))
      .then((answer) => {
        change((turn) => ({ ...turn, sentences: answer.sentences, citations: answer.citations, answer }));
        shown.current = answer.conversation_id;
        onConversation(answer.conversation_id);
      })
      .catch((problem) => change((turn) => ({ ...turn, error: stop.signal.aborted ? 'Stopped.' : problem instanceof Failed ? problem.message : 'The library does not answer.' })))
      .finally(() => setRunning(undefined));
    // A new question, and nothing else, begins a new answer.
  }, [asked?.number]);

  if (turns.length === 0) return <p className="nothing">Ask in your own words. Every sentence of the answer names the place it rests on, and says how well it is borne out.</p>;
  return (
    <div className="turns">
      {turns.map((turn, i) => (
        <article key={i} className="turn">
          <h2>{turn.question}</h2>
          {turn.answer?.question && <p className="note">Searched for: {turn.answer.question}</p>}
          <p className="answer" aria-live="polite" aria-busy={!turn.answer && !turn.error}>
            {turn.sentences.map((sentence, s) => <SentenceText key={s} sentence={sentence} citations={turn.citations} onOpen={onOpen} />)}
            {turn.answer && !turn.answer.answered && <span className="refusal">{turn.answer.answer}</span>}
            {!turn.answer && !turn.error && <span className="writing" role="status">reading…</span>}
          </p>
          {turn.answer?.warning && <p className="warning" role="alert">{turn.answer.warning}</p>}
          {turn.answer && turn.answer.left_out > 0 && <p className="warning">{turn.answer.left_out} sentences were left out: nothing that was found bears them out.</p>}
          {turn.error && <p className="error" role="alert">{turn.error}</p>}
          {turn.citations.length > 0 && (
            <ol className="citations">
              {turn.citations.map((citation, c) => citation.document_id && (
                <li key={c} value={c + 1}>
                  <button className="link" onClick={() => onOpen({ document: citation.document_id, title: citation.title, anchors: citation.anchors })}>{citation.title}</button>{' '}
                  <span className="where">{placeText(citation.anchors)}</span> <Thumbs query={turn.question} document={citation.document_id} />
                  <blockquote>{citation.quote}</blockquote>
                </li>
              ))}
            </ol>
          )}
        </article>
      ))}
      {running && <button onClick={() => running.abort()}>Stop</button>}
    </div>
  );
}

function SentenceText({ sentence, citations, onOpen }: { sentence: Sentence; citations: Citation[]; onOpen: (place: Place) => void }) {
  const [mark, meaning] = kMarks[sentence.supported];
  const failed = sentence.failed.length > 0 ? ` Not borne out: ${sentence.failed.join(', ')}.` : '';
  return (
    <span className={`sentence ${sentence.supported}`} data-support={sentence.supported}>
      {sentence.text}
      {sentence.citations.map((number) => {
        const citation = citations[number - 1];
        return citation && (
          <button key={number} className="cite" aria-label={`Source ${number}: ${citation.title}`} onClick={() => onOpen({ document: citation.document_id, title: citation.title, anchors: citation.anchors })}>
            {number}<span className="hover" role="tooltip"><strong>{citation.title}</strong> {placeText(citation.anchors)}<br />“{citation.quote.slice(0, 300)}”</span>
          </button>
        );
      })}
      <span className="mark" title={meaning + failed} aria-label={meaning + failed}>{mark}</span>{' '}
    </span>
  );
}
