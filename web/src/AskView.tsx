import { useEffect, useReducer, useRef, useState } from 'react';
import { ask } from './ask';
import { api, messageOf, sure, type Citation, type Sentence, type Support } from './client';
import { placeText } from './Marked';
import { Thumbs } from './SearchView';
import { changeTurns, type Turn } from './turns';
import type { Place } from './Viewer';

const marks: Record<Support, { sign: string; meaning: string }> = {
  supported: { sign: '✓', meaning: 'The passage bears this sentence out.' },
  partly: { sign: '~', meaning: 'The passage bears this sentence out in part.' },
  not_supported: { sign: '✗', meaning: 'Nothing that was found bears this sentence out.' },
};

type Open = (place: Place) => void;

const placeOf = (citation: Citation): Place => ({
  document: citation.document_id,
  title: citation.title,
  anchors: citation.anchors,
});

export function AskView(props: {
  asked?: { question: string; number: number };
  conversation?: string;
  onConversation: (id?: string) => void;
  onOpen: Open;
}) {
  const { asked, conversation, onConversation, onOpen } = props;
  const [turns, change] = useReducer(changeTurns, []);
  const [running, setRunning] = useState<AbortController>();
  const shown = useRef<string | undefined>(undefined);

  // A kept conversation that was chosen is read again: citations are those of the versions that
  // were read then.
  useEffect(() => {
    if (conversation === shown.current) return;
    shown.current = conversation;
    if (!conversation) return change({ type: 'chosen', turns: [] });
    const path = { id: conversation };
    sure(api.GET('/api/v1/conversations/{id}', { params: { path } })).then(
      (kept) => change({ type: 'chosen', turns: kept.turns }),
      () => change({ type: 'chosen', turns: [] }),
    );
  }, [conversation]);

  useEffect(() => {
    if (!asked) return;
    const stop = new AbortController();
    setRunning(stop);
    change({ type: 'asked', question: asked.question });
    ask(asked.question, conversation, stop.signal, (event) => change({ type: 'sentence', event }))
      .then((answer) => {
        change({ type: 'answered', answer });
        shown.current = answer.conversation_id;
        onConversation(answer.conversation_id);
      })
      .catch((problem) => {
        if (stop.signal.aborted) change({ type: 'stopped' });
        else change({ type: 'failed', message: messageOf(problem) });
      })
      .finally(() => setRunning(undefined));
    // A new question, and nothing else, begins a new answer.
  }, [asked?.number]);

  if (turns.length === 0)
    return (
      <p className="nothing">
        Ask in your own words. Every sentence of the answer names the place it rests on, and says
        how well it is borne out.
      </p>
    );
  return (
    <div className="turns">
      {turns.map((turn, i) => (
        <TurnText key={i} turn={turn} onOpen={onOpen} />
      ))}
      {running && <button onClick={() => running.abort()}>Stop</button>}
    </div>
  );
}

function TurnText({ turn, onOpen }: { turn: Turn; onOpen: Open }) {
  const { answer, citations } = turn;
  const reading = turn.state === 'reading';
  return (
    <article className="turn">
      <h2>{turn.question}</h2>
      {answer?.question && <p className="note">Searched for: {answer.question}</p>}
      <p className="answer" aria-live="polite" aria-busy={reading}>
        {turn.sentences.map((sentence, s) => (
          <SentenceText key={s} sentence={sentence} citations={citations} onOpen={onOpen} />
        ))}
        {answer && !answer.answered && <span className="refusal">{answer.answer}</span>}
        {reading && (
          <span className="writing" role="status">
            reading…
          </span>
        )}
      </p>
      {answer?.warning && (
        <p className="warning" role="alert">
          {answer.warning}
        </p>
      )}
      {answer && answer.left_out > 0 && (
        <p className="warning">
          {answer.left_out} sentences were left out: nothing that was found bears them out.
        </p>
      )}
      {turn.error && (
        <p className="error" role="alert">
          {turn.error}
        </p>
      )}
      {citations.length > 0 && <Citations turn={turn} onOpen={onOpen} />}
    </article>
  );
}

function Citations({ turn, onOpen }: { turn: Turn; onOpen: Open }) {
  return (
    <ol className="citations">
      {turn.citations.map(
        (citation, c) =>
          citation.document_id && (
            <li key={c} value={c + 1}>
              <button className="link" onClick={() => onOpen(placeOf(citation))}>
                {citation.title}
              </button>{' '}
              <span className="where">{placeText(citation.anchors)}</span>{' '}
              <Thumbs query={turn.question} document={citation.document_id} />
              <blockquote>{citation.quote}</blockquote>
            </li>
          ),
      )}
    </ol>
  );
}

function SentenceText(props: { sentence: Sentence; citations: Citation[]; onOpen: Open }) {
  const { sentence, citations, onOpen } = props;
  const { sign, meaning } = marks[sentence.supported];
  const failed = sentence.failed.length > 0 ? ` Not borne out: ${sentence.failed.join(', ')}.` : '';
  return (
    <span className={`sentence ${sentence.supported}`} data-support={sentence.supported}>
      {sentence.text}
      {sentence.citations.map((number) => {
        const citation = citations[number - 1];
        return (
          citation && <Cite key={number} number={number} citation={citation} onOpen={onOpen} />
        );
      })}
      <span className="mark" title={meaning + failed} aria-label={meaning + failed}>
        {sign}
      </span>{' '}
    </span>
  );
}

function Cite(props: { number: number; citation: Citation; onOpen: Open }) {
  const { number, citation, onOpen } = props;
  return (
    <button
      className="cite"
      aria-label={`Source ${number}: ${citation.title}`}
      onClick={() => onOpen(placeOf(citation))}
    >
      {number}
      <span className="hover" role="tooltip">
        <strong>{citation.title}</strong> {placeText(citation.anchors)}
        <br />“{citation.quote.slice(0, 300)}”
      </span>
    </button>
  );
}
